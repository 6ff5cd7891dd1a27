#include "vault/key_store.hpp"

#include <array>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include "unit/store/every_operation.hpp"
#include "unit/store/faulty_file_system.hpp"
#include "unit/store/temp_folder.hpp"

namespace verbatim::vault {
namespace {

using test::FaultyFileSystem;

class KeyStoreTest : public testing::Test {
 protected:
  std::string path() const { return folder_ / "vault"; }

  Result<std::unique_ptr<KeyStore>> try_open(bool read_only = false) {
    files_ = std::make_shared<FaultyFileSystem>();
    return KeyStore::open(path(), read_only, files_);
  }
  std::unique_ptr<KeyStore> open(bool read_only = false) {
    auto keys = try_open(read_only);
    if (!keys) throw std::runtime_error(keys.error().detail);
    return std::move(*keys);
  }
  // Leaves the folder as kill -9 would.
  void kill(std::unique_ptr<KeyStore> keys) {
    files_->stop_disk();
    keys.reset();
  }

  static Key make(KeyStore& keys, const Owner& owner) {
    auto made = keys.find_or_make({&owner, 1});
    if (!made) throw std::runtime_error(made.error().detail);
    return made->front();
  }
  using Secret = std::array<unsigned char, kKeyBytes>;
  static Secret secret(const Key& key) { return key.secret; }
  std::vector<std::string> files_containing(const std::string& bytes) const {
    std::vector<std::string> found;
    for (const auto& file : test::files_ending(path(), "")) {
      std::ifstream in(file, std::ios::binary);
      const std::string content{std::istreambuf_iterator<char>(in), {}};
      if (content.find(bytes) != std::string::npos) found.push_back(file);
    }
    return found;
  }
  // The files of the folder in which the wrapped key stands.
  std::vector<std::string> files_with(const Key& key) const { return files_with(key, path()); }
  static std::vector<std::string> files_with(const Key& key, const std::string& folder) {
    std::vector<std::string> found;
    // Its id stands beside it, wrapped or not; the key itself in no file, ever.
    const std::string id(key.id.begin(), key.id.end());
    const std::string bytes(key.secret.begin(), key.secret.end());
    for (const auto& file : test::files_ending(folder, "")) {
      std::ifstream in(file, std::ios::binary);  // compaction may have removed it meanwhile
      const std::string content(std::istreambuf_iterator<char>(in), {});
      for (std::size_t at = 0; at + 8 <= bytes.size(); ++at)
        EXPECT_EQ(content.find(bytes.substr(at, 8)), std::string::npos) << file;
      if (content.find(id) != std::string::npos) found.push_back(file);
    }
    return found;
  }

  void die_at_every_operation(const std::function<Result<void>(KeyStore&)>& destroy,
                              const std::function<void(KeyStore&)>& check);

  test::TempFolder folder_;
  std::shared_ptr<FaultyFileSystem> files_;
};

TEST_F(KeyStoreTest, AKeyIsMadeOnceAndKept) {
  auto keys = open();
  EXPECT_FALSE(*keys->find({"iep", "r1"}));
  const auto made = make(*keys, {"iep", "r1"});
  EXPECT_EQ(secret(make(*keys, {"iep", "r1"})), secret(made));
  EXPECT_EQ(secret(**keys->find({"iep", "r1"})), secret(made));
  keys.reset();
  keys = open();
  EXPECT_EQ(secret(**keys->find({"iep", "r1"})), secret(made));
  EXPECT_EQ((*keys->find({"iep", "r1"}))->id, made.id);
}

TEST_F(KeyStoreTest, EveryRespondentOfEveryStudyHasAKeyOfTheirOwn) {
  const auto keys = open();
  std::set<Secret> secrets;
  const Owner owners[] = {{"iep", "r1"},
                          {"iep", "r2"},
                          {"other", "r1"},
                          {"iepr", "1"},
                          {"", "iepr1"},
                          {"iep", ""},
                          {std::string_view("i\0", 2), "r1"}};
  for (const auto& owner : owners) secrets.insert(secret(make(*keys, owner)));
  EXPECT_EQ(secrets.size(), std::size(owners));
}

TEST_F(KeyStoreTest, TheSameRespondentTwiceInOneCallHasOneKey) {
  const auto keys = open();
  const Owner owners[] = {{"iep", "r1"}, {"iep", "r2"}, {"iep", "r1"}};
  const auto made = keys->find_or_make(owners);
  ASSERT_TRUE(made);
  EXPECT_EQ(secret((*made)[0]), secret((*made)[2]));
  EXPECT_NE(secret((*made)[0]), secret((*made)[1]));
  EXPECT_EQ(secret(**keys->find({"iep", "r1"})), secret((*made)[0]));
}

TEST_F(KeyStoreTest, AKeyThatWasAnsweredOutlivesAKill) {
  auto keys = open();
  const auto made = make(*keys, {"iep", "r1"});
  kill(std::move(keys));
  EXPECT_EQ(secret(**open()->find({"iep", "r1"})), secret(made));
}

TEST_F(KeyStoreTest, ADestroyedKeyIsInNoFile) {
  auto keys = open();
  const auto doomed = make(*keys, {"iep", "r1"});
  const auto other = make(*keys, {"iep", "r2"});
  ASSERT_FALSE(files_with(doomed).empty()) << "the search would not find it";
  ASSERT_TRUE(keys->destroy({"iep", "r1"}));
  EXPECT_THAT(files_with(doomed), testing::IsEmpty());
  EXPECT_FALSE(*keys->find({"iep", "r1"}));
  EXPECT_EQ(secret(**keys->find({"iep", "r2"})), secret(other));
  keys.reset();
  EXPECT_THAT(files_with(doomed), testing::IsEmpty());
  keys = open();
  EXPECT_FALSE(*keys->find({"iep", "r1"}));
  EXPECT_EQ(secret(**keys->find({"iep", "r2"})), secret(other));
}

// Keys in logs and in tables of several levels, some destroyed before, some made again.
TEST_F(KeyStoreTest, DestroyedKeysAreInNoFileWhateverCameBefore) {
  const auto seed = test::test_seed();
  SCOPED_TRACE(testing::Message() << "VERBATIM_TEST_SEED=" << seed);
  std::mt19937_64 random(seed);
  auto keys = open();
  std::map<std::string, Key> alive;
  std::vector<Key> dead;
  for (int step = 0; step < 60; ++step) {
    std::vector<std::string> names;
    for (int i = 0; i < 50; ++i) names.push_back("r" + std::to_string(random() % 400));
    std::vector<Owner> owners;
    for (const auto& name : names) owners.push_back({"iep", name});
    const auto made = keys->find_or_make(owners);
    ASSERT_TRUE(made);
    for (std::size_t i = 0; i < names.size(); ++i) alive.insert({names[i], (*made)[i]});
    if (random() % 4 == 0) {
      if (random() % 2 == 0) {
        kill(std::move(keys));
      }
      keys.reset();
      keys = open();
    }
    if (random() % 3 != 0) continue;
    const auto doomed = std::next(alive.begin(), static_cast<long>(random() % alive.size()));
    ASSERT_TRUE(keys->destroy({"iep", doomed->first}));
    dead.push_back(doomed->second);
    alive.erase(doomed);
    EXPECT_THAT(files_with(dead.back()), testing::IsEmpty());
  }
  for (const auto& key : dead) EXPECT_THAT(files_with(key), testing::IsEmpty());
  for (const auto& [name, key] : alive) EXPECT_EQ(secret(**keys->find({"iep", name})), secret(key));
}

TEST_F(KeyStoreTest, AfterDestructionTheRespondentMayHaveANewKey) {
  auto keys = open();
  const auto first = make(*keys, {"iep", "r1"});
  ASSERT_TRUE(keys->destroy({"iep", "r1"}));
  const auto second = make(*keys, {"iep", "r1"});
  EXPECT_NE(first.id, second.id);
  EXPECT_NE(secret(first), secret(second));
  keys.reset();
  EXPECT_EQ(secret(**open()->find({"iep", "r1"})), secret(second));
}

TEST_F(KeyStoreTest, NothingToDestroyIsASuccess) {
  const auto keys = open();
  EXPECT_TRUE(keys->destroy({"iep", "nobody"}));
  make(*keys, {"iep", "r1"});
  EXPECT_TRUE(keys->destroy({"iep", "r1"}));
  EXPECT_TRUE(keys->destroy({"iep", "r1"}));
}

void KeyStoreTest::die_at_every_operation(const std::function<Result<void>(KeyStore&)>& destroy,
                                          const std::function<void(KeyStore&)>& check) {
  {
    auto keys = open();
    make(*keys, {"iep", "r1"});
    make(*keys, {"iep", "r2"});
    keys.reset();
    keys = open();  // the keys are in a table now
    make(*keys, {"iep", "r3"});
    kill(std::move(keys));
  }
  std::atomic<int> whole = 0, finished = 0;
  test::for_every_operation([&](std::uint64_t at) {
    SCOPED_TRACE(testing::Message() << "died at operation " << at);
    const test::TempFolder folder;
    const auto copy = folder / "vault";
    test::copy_folder(path(), copy);
    std::filesystem::copy_file(path() + ".master", copy + ".master");
    auto files = std::make_shared<FaultyFileSystem>();
    auto before = KeyStore::open(copy, false, files);
    EXPECT_TRUE(before);
    if (!before) return false;
    const auto doomed = **(*before)->find({"iep", "r1"});
    files->set_fault({.at = at});
    const auto destroyed = destroy(**before);
    const bool happened = files->fault_happened();
    files->stop_disk();
    before->reset();

    const auto after = KeyStore::open(copy, false, std::make_shared<FaultyFileSystem>());
    EXPECT_TRUE(after) << after.error().detail;
    if (!after) return false;
    if (*(*after)->find({"iep", "r1"})) {
      EXPECT_FALSE(destroyed);
      ++whole;
    } else {
      EXPECT_THAT(files_with(doomed, copy), testing::IsEmpty());
      check(**after);
      ++finished;
    }
    EXPECT_TRUE(*(*after)->find({"iep", "r2"}));
    EXPECT_TRUE(*(*after)->find({"iep", "r3"}));
    return happened;
  });
  EXPECT_GT(whole, 0);
  EXPECT_GT(finished, 3);
}

// The process dies at any operation of the disk on the way: the key is whole, or the next open
// finishes the work.
TEST_F(KeyStoreTest, AnInterruptedDestructionIsFinishedAtOpen) {
  die_at_every_operation(
      [](KeyStore& keys) {
        return keys.destroy({"iep", "r1"});
      },
      [](KeyStore& keys) {
        EXPECT_EQ(*keys.erased_by({"iep", "r1"}), std::nullopt);
      });
}

TEST_F(KeyStoreTest, AnInterruptedErasureIsFinishedAtOpen) {
  die_at_every_operation(
      [](KeyStore& keys) {
        return keys.erase({"iep", "r1"}, "e7");
      },
      [](KeyStore& keys) {
        EXPECT_EQ(*keys.erased_by({"iep", "r1"}), "e7");
      });
}

TEST_F(KeyStoreTest, WhoeverIsErasedNeverHasAKeyAgain) {
  auto keys = open();
  const auto doomed = make(*keys, {"iep", "r1"});
  const auto other = make(*keys, {"iep", "r2"});
  EXPECT_EQ(*keys->erased_by({"iep", "r1"}), std::nullopt);
  ASSERT_TRUE(keys->erase({"iep", "r1"}, "e7"));
  for (int round = 0; round < 2; ++round) {
    EXPECT_THAT(files_with(doomed), testing::IsEmpty());
    EXPECT_EQ(*keys->erased_by({"iep", "r1"}), "e7");
    EXPECT_FALSE(*keys->find({"iep", "r1"}));
    const Owner both[] = {{"iep", "r3"}, {"iep", "r1"}};
    EXPECT_EQ(keys->find_or_make(both).error().fault, Fault::kErased);
    EXPECT_FALSE(*keys->find({"iep", "r3"})) << "all or none";
    EXPECT_FALSE(keys->write_failure());
    EXPECT_EQ(secret(**keys->find({"iep", "r2"})), secret(other));
    ASSERT_TRUE(keys->erase({"iep", "r1"}, "e8")) << "again changes nothing";
    ASSERT_TRUE(keys->destroy({"iep", "r1"}));
    keys.reset();
    keys = open();
  }
  ASSERT_TRUE(keys->erase({"iep", "never wrote"}, "e9"));
  EXPECT_EQ(*keys->erased_by({"iep", "never wrote"}), "e9");
}

TEST_F(KeyStoreTest, KeysThatCannotBeWrittenAreNotAnswered) {
  const auto keys = open();
  const auto before = make(*keys, {"iep", "r1"});
  files_->set_fault({.operation = FaultyFileSystem::Operation::kSync, .once = true});
  const Owner owners[] = {{"iep", "r2"}};
  EXPECT_FALSE(keys->write_failure());
  const auto refused = keys->find_or_make(owners);
  ASSERT_FALSE(refused);
  EXPECT_TRUE(keys->write_failure()) << "so that the server can say that it takes no writes";
  EXPECT_EQ(refused.error().fault, Fault::kStorageFailed);
  EXPECT_EQ(keys->find_or_make(owners).error().fault, Fault::kStorageFailed);
  EXPECT_EQ(secret(**keys->find({"iep", "r1"})), secret(before));
  EXPECT_EQ(secret(make(*keys, {"iep", "r1"})), secret(before));
}

class MasterKeyTest : public KeyStoreTest {
 protected:
  std::string file() const { return path() + ".master"; }
  std::string other() const { return path() + ".other"; }
  Fault fault_of_open(const std::string& with) {
    const auto opened = KeyStore::open(path(), false, std::make_shared<FaultyFileSystem>(), with);
    return opened ? Fault::kInternal : opened.error().fault;
  }
  std::vector<Secret> make_some() {
    const auto keys = open();
    std::vector<Secret> secrets;
    for (const char* name : {"r1", "r2", "r3"})
      secrets.push_back(secret(make(*keys, {"iep", name})));
    EXPECT_TRUE(keys->erase({"iep", "gone"}, "e1"));
    return secrets;
  }
  void expect_wrapped_with(const std::string& with, const std::vector<Secret>& secrets) {
    const auto keys = KeyStore::open(path(), false, std::make_shared<FaultyFileSystem>(), with);
    ASSERT_TRUE(keys) << keys.error().detail;
    std::size_t at = 0;
    for (const char* name : {"r1", "r2", "r3"})
      EXPECT_EQ(secret(**(*keys)->find({"iep", name})), secrets[at++]);
    EXPECT_EQ(*(*keys)->erased_by({"iep", "gone"}), "e1");
    EXPECT_EQ((*keys)->status()->keys, 3U);
    EXPECT_EQ((*keys)->status()->erased, 1U);
  }
};

TEST_F(MasterKeyTest, IsMadeAtTheFirstStartForItsOwnerAloneAndWantedEver) {
  const auto secrets = make_some();
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(file()).permissions(), perms::owner_read | perms::owner_write);
  expect_wrapped_with(file(), secrets);
  ASSERT_TRUE(make_master_key(other()));
  EXPECT_EQ(make_master_key(other()).error().fault, Fault::kStorageFailed) << "there is one";
  EXPECT_EQ(fault_of_open(other()), Fault::kForeignStore);
  test::write_bytes(path() + ".text", "no key\n");
  EXPECT_EQ(fault_of_open(path() + ".text"), Fault::kForeignStore);
  EXPECT_EQ(fault_of_open(path() + ".missing"), Fault::kStorageFailed);
  std::filesystem::remove(file());
  EXPECT_EQ(fault_of_open(""), Fault::kStorageFailed) << "and no new one is made";
  EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(MasterKeyTest, AWrappedKeyIsOfItsRespondentAlone) {
  ASSERT_TRUE(start_sealing());
  const auto master = *make_master_key(path() + ".key");
  const auto key = Key::make();
  const std::string id(key.id.data(), key.id.size());
  const auto wrapped = wrap_key(master, key, "row");
  EXPECT_EQ(secret(*unwrap_key(master, id, "row", wrapped)), secret(key));
  EXPECT_FALSE(unwrap_key(master, id, "another row", wrapped));
  EXPECT_FALSE(unwrap_key(master, "12345678", "row", wrapped));
  EXPECT_FALSE(unwrap_key(*make_master_key(other()), id, "row", wrapped));
  auto flipped = wrapped;
  flipped.back() ^= 1;
  EXPECT_FALSE(unwrap_key(master, id, "row", flipped));
}

// Whatever operation of the disk is the last, done again it goes on; until it is done neither
// master key opens the store.
TEST_F(MasterKeyTest, IsRotatedWhateverInterruptsIt) {
  const auto secrets = make_some();
  ASSERT_TRUE(make_master_key(other()));
  std::atomic<int> interrupted = 0;
  test::for_every_operation([&](std::uint64_t at) {
    SCOPED_TRACE(testing::Message() << "died at operation " << at);
    const test::TempFolder folder;
    const auto copy = folder / "vault";
    test::copy_folder(path(), copy);
    auto files = std::make_shared<FaultyFileSystem>();
    files->set_fault({.at = at});
    const auto first = KeyStore::rotate(copy, file(), other(), files);
    const bool happened = files->fault_happened();
    interrupted += happened;
    EXPECT_FALSE(first && KeyStore::open(copy, true, nullptr, file()));
    const auto again = KeyStore::rotate(copy, file(), other());
    EXPECT_TRUE(again) << again.error().detail;
    if (!again) return false;
    const auto keys = KeyStore::open(copy, true, nullptr, other());
    EXPECT_TRUE(keys) << keys.error().detail;
    if (!keys) return false;
    std::size_t number = 0;
    for (const char* name : {"r1", "r2", "r3"})
      EXPECT_EQ(secret(**(*keys)->find({"iep", name})), secrets[number++]);
    return happened;
  });
  EXPECT_GT(interrupted, 3);
  ASSERT_TRUE(KeyStore::rotate(path(), file(), other()));
  EXPECT_EQ(*KeyStore::rotate(path(), file(), other()), 0U);
  EXPECT_EQ(fault_of_open(file()), Fault::kForeignStore);
  expect_wrapped_with(other(), secrets);
}

TEST_F(KeyStoreTest, TheFolderIsOpenToItsOwnerAlone) {
  open();
  EXPECT_EQ(std::filesystem::status(path()).permissions(), std::filesystem::perms::owner_all);
}

TEST_F(KeyStoreTest, IsOpenForWritingOnceAndForReadingBesideThat) {
  const auto keys = open();
  const auto made = make(*keys, {"iep", "r1"});
  EXPECT_EQ(try_open().error().fault, Fault::kStoreInUse);
  const auto reader = open(true);
  EXPECT_EQ(secret(**reader->find({"iep", "r1"})), secret(made));
  const Owner owner{"iep", "r2"};
  EXPECT_EQ(reader->find_or_make({&owner, 1}).error().fault, Fault::kStorageFailed);
  EXPECT_FALSE(reader->destroy({"iep", "r1"}));
}

TEST_F(KeyStoreTest, AnotherStoreIsRefused) {
  std::filesystem::create_directory(path());
  test::write_bytes(path() + "/FORMAT", "verbatim event-log\nformat 1\nstore 00\n");
  EXPECT_EQ(try_open().error().fault, Fault::kForeignStore);
}

TEST_F(KeyStoreTest, ThreadsMakeAndFindKeysTogether) {
  const auto keys = open();
  std::vector<std::vector<Secret>> seen(4);
  {
    std::vector<std::jthread> threads;
    for (auto& secrets : seen) {
      threads.emplace_back([&] {
        for (int i = 0; i < 40; ++i) {
          const auto name = "r" + std::to_string(i);
          secrets.push_back(secret(make(*keys, {"iep", name})));
          EXPECT_EQ(secret(**keys->find({"iep", name})), secrets.back());
        }
      });
    }
  }
  for (const auto& secrets : seen) EXPECT_EQ(secrets, seen[0]);
}

// As versions before there was a master key have left them.
TEST_F(KeyStoreTest, KeysThatWereNeverWrappedAreWrappedAtTheNextStart) {
  const auto key = make(*open(), {"iep", "p1"});
  const std::string secret_bytes(key.secret.begin(), key.secret.end());
  std::filesystem::remove(path() + ".master");
  {
    rocksdb::DB* opened = nullptr;
    std::vector<rocksdb::ColumnFamilyHandle*> families;
    ASSERT_TRUE(rocksdb::DB::Open({}, path(), {{"default", {}}, {"keys", {}}, {"destroyed", {}}},
                                  &families, &opened)
                    .ok());
    const std::unique_ptr<rocksdb::DB> raw(opened);
    const std::string owner = std::string("\0\0\0\3", 4) + "iepp1";
    std::string wrapped;
    ASSERT_TRUE(raw->Get({}, families[1], owner, &wrapped).ok()) << "another form of owners";
    ASSERT_TRUE(raw->Put({}, families[1], owner,
                         "\x01" + std::string(key.id.begin(), key.id.end()) + secret_bytes)
                    .ok());
    ASSERT_TRUE(raw->Delete({}, families[0], "master").ok());
    for (auto* family : families) raw->DestroyColumnFamilyHandle(family);
  }
  ASSERT_FALSE(files_containing(secret_bytes).empty()) << "the test finds nothing";
  EXPECT_EQ(secret(**open(true)->find({"iep", "p1"})), secret(key)) << "read only, before";
  for (int start = 0; start < 2; ++start) {
    const auto keys = open();
    EXPECT_EQ(secret(**keys->find({"iep", "p1"})), secret(key));
    EXPECT_TRUE(files_containing(secret_bytes).empty());
  }
}

}  // namespace
}  // namespace verbatim::vault
