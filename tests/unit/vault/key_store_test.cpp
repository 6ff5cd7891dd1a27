#include "vault/key_store.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
  // The files of the folder in which the key, or any eight bytes of it, stand.
  std::vector<std::string> files_with(const Key& key) const { return files_with(key, path()); }
  static std::vector<std::string> files_with(const Key& key, const std::string& folder) {
    std::vector<std::string> found;
    const std::string bytes(key.secret.begin(), key.secret.end());
    for (const auto& file : test::files_ending(folder, "")) {
      std::ifstream in(file, std::ios::binary);  // compaction may have removed it meanwhile
      const std::string content(std::istreambuf_iterator<char>(in), {});
      for (std::size_t at = 0; at + 8 <= bytes.size(); ++at) {
        if (content.find(bytes.substr(at, 8)) == std::string::npos) continue;
        found.push_back(file);
        break;
      }
    }
    return found;
  }

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

}  // namespace
}  // namespace verbatim::vault
