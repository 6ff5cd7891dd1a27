#include "access/tokens.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "folder.hpp"

namespace verbatim::access {
namespace {

using coding::Role;
using testing::Folder;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::SizeIs;
using namespace std::chrono_literals;

// A store that looks at the file at every call.
std::unique_ptr<TokenStore> watching(const Folder& folder) {
  auto store = TokenStore::open(folder.path(), 0ns);
  EXPECT_TRUE(store) << store.error().detail;
  return std::move(*store);
}
// A store that looks only when it must.
std::unique_ptr<TokenStore> dozing(const Folder& folder) {
  auto store = TokenStore::open(folder.path(), 1h);
  EXPECT_TRUE(store) << store.error().detail;
  return std::move(*store);
}

std::string make(TokenStore& store, const std::string& name, Role role = Role::kCoder,
                 const std::optional<std::string>& study = std::nullopt) {
  const auto token = store.create(name, role, study);
  EXPECT_TRUE(token) << token.error().detail;
  return *token;
}

std::string id_of(const std::string& token) {
  return token.substr(4, 8);
}

TEST(AToken, StandsForItsCaller) {
  const Folder folder;
  const auto store = dozing(folder);
  const auto ada = make(*store, "ada", Role::kCoder, "iep");
  const auto bob = make(*store,
                        "b\xC3\xB6"
                        "b \"x\"",
                        Role::kOwner);
  EXPECT_EQ(store->authenticate(ada), (Caller{"ada", Role::kCoder, "iep"}));
  EXPECT_EQ(store->authenticate(bob), (Caller{"b\xC3\xB6"
                                              "b \"x\"",
                                              Role::kOwner, std::nullopt}));
}

TEST(AToken, HasAPublicIdAnd32RandomBytes) {
  const Folder folder;
  const auto store = dozing(folder);
  std::set<std::string> secrets;
  for (int i = 0; i < 50; ++i) {
    const auto token = make(*store, "ada");
    EXPECT_THAT(token, MatchesRegex("vbt_[0-9a-z]{8}_[A-Za-z0-9_-]{43}"));
    secrets.insert(token.substr(13));
  }
  EXPECT_THAT(secrets, SizeIs(50));
}

TEST(AToken, IsKeptOnlyAsItsHash) {
  const Folder folder;
  const auto token = make(*dozing(folder), "ada");
  EXPECT_THAT(folder.read(), Not(HasSubstr(token.substr(13))));
  EXPECT_THAT(folder.read(),
              MatchesRegex("\\{\"token\":\"" + id_of(token) +
                           R"(","name":"ada","role":"coder","study":null,"sha256":"[0-9a-f]{64}",)"
                           R"("created":"[0-9-]{10}T[0-9:]{8}\.[0-9]{6}Z"\})"
                           "\n"));
}

TEST(AToken, OutlivesItsStore) {
  const Folder folder;
  const auto token = make(*dozing(folder), "ada");
  EXPECT_TRUE(dozing(folder)->authenticate(token));
}

TEST(AToken, ThatDiffersInOneCharacterIsNobodys) {
  const Folder folder;
  const auto store = dozing(folder);
  const auto token = make(*store, "ada");
  for (std::size_t i = 0; i < token.size(); ++i) {
    auto other = token;
    other[i] = other[i] == 'x' ? 'y' : 'x';
    EXPECT_FALSE(store->authenticate(other)) << other;
  }
  for (const auto& other : {std::string(), std::string("vbt_"), token.substr(1), token + "x",
                            token.substr(0, token.size() - 1), "Bearer " + token, id_of(token)})
    EXPECT_FALSE(store->authenticate(other)) << other;
}

TEST(AToken, NeedsANameAndAStudyThatCanBeIds) {
  const Folder folder;
  const auto store = dozing(folder);
  for (const auto& name :
       {std::string(), std::string(129, 'x'), std::string("a\nb"), std::string("\xFF")}) {
    EXPECT_EQ(store->create(name, Role::kCoder, std::nullopt).error().fault, Fault::kInvalidValue);
    EXPECT_EQ(store->create("ada", Role::kCoder, name).error().fault, Fault::kInvalidValue);
  }
  EXPECT_EQ(folder.read(), "");
}

TEST(ARevokedToken, IsNobodys) {
  const Folder folder;
  const auto store = dozing(folder);
  const auto ada = make(*store, "ada"), bob = make(*store, "bob");
  ASSERT_TRUE(store->revoke(id_of(ada)));
  EXPECT_FALSE(store->authenticate(ada));
  EXPECT_TRUE(store->authenticate(bob));
  EXPECT_FALSE(dozing(folder)->authenticate(ada));
}

TEST(ARevokedToken, MayBeRevokedAgain) {
  const Folder folder;
  const auto store = dozing(folder);
  const auto ada = make(*store, "ada");
  ASSERT_TRUE(store->revoke(id_of(ada)));
  const auto before = folder.read();
  EXPECT_TRUE(store->revoke(id_of(ada)));
  EXPECT_EQ(folder.read(), before);
}

TEST(Revoking, ATokenThatNeverWasIsRefused) {
  const Folder folder;
  EXPECT_EQ(dozing(folder)->revoke("00000000").error().fault, Fault::kNotFound);
}

TEST(TheList, HasTheTokensThatAreGoodInTheOrderTheyWereMade) {
  const Folder folder;
  const auto store = dozing(folder);
  EXPECT_THAT(store->list(), IsEmpty());
  const auto ada = make(*store, "ada", Role::kLead, "iep");
  const auto bob = make(*store, "bob"), cem = make(*store, "cem");
  ASSERT_TRUE(store->revoke(id_of(bob)));
  const auto list = store->list();
  ASSERT_THAT(list, SizeIs(2));
  EXPECT_EQ(list[0].id, id_of(ada));
  EXPECT_EQ(list[0].caller, (Caller{"ada", Role::kLead, "iep"}));
  EXPECT_THAT(list[0].created, HasSubstr("T"));
  EXPECT_EQ(list[1].id, id_of(cem));
}

TEST(AnotherStore, KnowsANewTokenAtOnce) {
  const Folder folder;
  const auto server = dozing(folder), tool = dozing(folder);
  EXPECT_TRUE(server->authenticate(make(*server, "bob"))) << "it will not look again for an hour";
  const auto token = make(*tool, "ada");
  EXPECT_TRUE(server->authenticate(token)) << "a token that is not known is a reason to look";
  EXPECT_THAT(server->list(), SizeIs(2));
}

TEST(AnotherStore, RefusesARevokedTokenOnceItHasLooked) {
  const Folder folder;
  const auto server = watching(folder), sleeper = dozing(folder), tool = dozing(folder);
  const auto token = make(*tool, "ada");
  ASSERT_TRUE(server->authenticate(token));
  ASSERT_TRUE(sleeper->authenticate(token));
  ASSERT_TRUE(tool->revoke(id_of(token)));
  EXPECT_FALSE(server->authenticate(token));
  EXPECT_TRUE(sleeper->authenticate(token)) << "it looks again in an hour";
}

TEST(AnotherStore, SeesThatTheFileIsGone) {
  const Folder folder;
  const auto server = watching(folder);
  const auto token = make(*server, "ada");
  std::filesystem::remove(folder.file());
  EXPECT_FALSE(server->authenticate(token));
  EXPECT_FALSE(server->trouble());
  const auto next = make(*server, "ada");
  EXPECT_TRUE(server->authenticate(next)) << "a new file is another file";
}

TEST(TheFile, IsForItsOwnerAlone) {
  const Folder folder;
  const auto store = dozing(folder);
  const auto mode = [&] {
    struct stat status = {};
    EXPECT_EQ(::stat(folder.file().c_str(), &status), 0);
    return status.st_mode & 0777;
  };
  const auto mask = ::umask(0);
  make(*store, "ada");
  ::umask(mask);
  EXPECT_EQ(mode(), 0600U);
  ASSERT_EQ(::chmod(folder.file().c_str(), 0644), 0);
  make(*store, "bob");
  EXPECT_EQ(mode(), 0600U) << "a file that was opened up is closed again";
}

TEST(TheFolder, IsMadeWithTheFirstToken) {
  const Folder folder;
  const auto path = folder.path() + "/deep/data";
  auto store = TokenStore::open(path);
  ASSERT_TRUE(store);
  EXPECT_THAT((*store)->list(), IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(path)) << "reading makes nothing";
  const auto token = make(**store, "ada");
  EXPECT_TRUE((*TokenStore::open(path))->authenticate(token));
}

TEST(TheFolder, ThatCannotBeMadeIsAFailureOfStorage) {
  const Folder folder;
  folder.write("");
  auto store = TokenStore::open(folder.file() + "/data");
  const auto fault = store ? (*store)->create("ada", Role::kCoder, std::nullopt).error().fault
                           : store.error().fault;
  EXPECT_EQ(fault, Fault::kStorageFailed);
}

TEST(ATornLine, IsNotReadAndTheNextTokenTakesItAway) {
  const Folder folder;
  const auto store = watching(folder);
  const auto ada = make(*store, "ada");
  const auto whole = folder.read();
  const auto bob = make(*store, "bob");
  const auto both = folder.read();
  for (std::size_t size = whole.size() + 1; size < both.size(); size += 7) {
    folder.write(both.substr(0, size));
    EXPECT_TRUE(store->authenticate(ada));
    EXPECT_FALSE(store->authenticate(bob)) << "its line was never acknowledged";
    EXPECT_FALSE(store->trouble());
    const auto cem = make(*store, "cem");
    EXPECT_TRUE(store->authenticate(cem));
    EXPECT_THAT(folder.read(), ::testing::StartsWith(whole));
    EXPECT_EQ(std::ranges::count(folder.read(), '\n'), 2);
    EXPECT_TRUE(TokenStore::open(folder.path()));
  }
}

struct BrokenLine {
  const char* what;
  std::string line;
};

std::vector<BrokenLine> broken_lines(const std::string& good) {
  const auto with = [&](const std::string& from, const std::string& to) {
    auto line = good;
    return line.replace(line.find(from), from.size(), to);
  };
  const auto hash = good.substr(good.find("sha256") + 9, 64);
  const auto another = with(good.substr(9, 10), R"("00000000")");
  return {{"nothing", ""},
          {"no JSON", "token"},
          {"half an object", good.substr(0, good.size() / 2)},
          {"an array", "[1]"},
          {"another object", "{}"},
          {"another type of id", with(good.substr(9, 10), "1")},
          {"a role that is none", with("coder", "boss")},
          {"no role", with(R"("role":"coder",)", "")},
          {"no study, where null would be for all", with(R"("study":null,)", "")},
          {"another type of study", with("null", "7")},
          {"a short hash", with(hash, hash.substr(2))},
          {"a long hash", with(hash, hash + "00")},
          {"a hash that is none", with(hash, "zz" + hash.substr(2))},
          {"the same token again", good},
          {"a token revoked that never was", R"({"revoked":"00000000"})"},
          {"nested deeply", std::string(4000, '[')},
          {"a line that is too long",
           "{\"note\":\"" + std::string(5000, 'x') + "\"," + another.substr(1)}};
}

TEST(ABrokenLine, IsReportedWithItsNumber) {
  const Folder folder;
  const auto ada = make(*dozing(folder), "ada");
  const auto good = folder.read();
  const auto line = good.substr(0, good.size() - 1);
  for (const auto& broken : broken_lines(line)) {
    SCOPED_TRACE(broken.what);
    folder.write(good + broken.line + "\n");
    const auto store = TokenStore::open(folder.path());
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().fault, Fault::kCorruptStore);
    EXPECT_THAT(store.error().detail, HasSubstr("Line 2 "));
    EXPECT_THAT(store.error().detail, Not(HasSubstr("ada")));
  }
}

TEST(ABrokenLine, ThatComesWhileTheStoreIsOpenLeavesTheLastTokensAndSaysSo) {
  const Folder folder;
  const auto store = watching(folder);
  const auto ada = make(*store, "ada");
  const auto good = folder.read();
  folder.append("broken\n");
  EXPECT_TRUE(store->authenticate(ada));
  ASSERT_TRUE(store->trouble());
  EXPECT_EQ(store->trouble()->fault, Fault::kCorruptStore);
  EXPECT_EQ(store->create("bob", Role::kCoder, std::nullopt).error().fault, Fault::kCorruptStore);
  EXPECT_EQ(store->revoke(id_of(ada)).error().fault, Fault::kCorruptStore);
  EXPECT_EQ(folder.read(), good + "broken\n") << "nothing is appended to what cannot be read";
  folder.write(good);
  EXPECT_TRUE(store->authenticate(ada));
  EXPECT_FALSE(store->trouble()) << "mended";
}

TEST(AFile, ThatCannotBeReadForAWhileLeavesTheLastTokensAndSaysSo) {
  const Folder folder;
  const auto store = watching(folder);
  const auto ada = make(*store, "ada");
  const auto away = folder.path() + "/away";
  std::filesystem::rename(folder.file(), away);
  std::filesystem::create_directory(folder.file());
  EXPECT_TRUE(store->authenticate(ada));
  ASSERT_TRUE(store->trouble());
  EXPECT_EQ(store->trouble()->fault, Fault::kStorageFailed);
  std::filesystem::remove(folder.file());
  std::filesystem::rename(away, folder.file());
  EXPECT_TRUE(store->authenticate(ada));
  EXPECT_FALSE(store->trouble()) << "also when the file is the very same as before";
}

TEST(FurtherNames, InALineAreSkipped) {
  const Folder folder;
  const auto token = make(*dozing(folder), "ada");
  folder.write("{\"expires\":null," + folder.read().substr(1));
  EXPECT_TRUE(dozing(folder)->authenticate(token));
}

// The disk as it is when it is full: no file of this process may grow beyond `bytes`.
class FullDisk {
 public:
  explicit FullDisk(std::size_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    const struct rlimit limit = {bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  struct rlimit before_ = {};
  void (*handler_)(int) = nullptr;
};

TEST(AFullDisk, RefusesATokenAndLeavesTheFileAsItWas) {
  const Folder folder;
  const auto store = watching(folder);
  const auto ada = make(*store, "ada");
  const auto before = folder.read();
  {
    const FullDisk full(before.size() + 20);
    const auto refused = store->create("bob", Role::kCoder, std::nullopt);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fault, Fault::kStorageFailed);
  }
  EXPECT_EQ(folder.read(), before);
  EXPECT_TRUE(store->authenticate(ada));
  const auto bob = make(*store, "bob");
  EXPECT_TRUE(store->authenticate(bob)) << "there is room again";
}

constexpr int kWriters = 4, kTokensEach = 25;

TEST(ManyProcesses, MakeTokensAtOnceAndNoneIsLost) {
  const Folder folder;
  std::vector<pid_t> children;
  for (int w = 0; w < kWriters; ++w) {
    const auto child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      auto store = TokenStore::open(folder.path());
      bool good = store.has_value();
      for (int i = 0; good && i < kTokensEach; ++i)
        good =
            (*store)->create("coder " + std::to_string(w), Role::kCoder, std::nullopt).has_value();
      ::_exit(good ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const auto child : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  EXPECT_THAT(dozing(folder)->list(), SizeIs(kWriters * kTokensEach));
}

TEST(ManyThreads, MakeRevokeAndUseTokensAtOnce) {
  const Folder folder;
  const auto store = watching(folder);
  const auto steady = make(*store, "steady");
  std::vector<std::thread> threads;
  for (int w = 0; w < kWriters; ++w)
    threads.emplace_back([&] {
      for (int i = 0; i < kTokensEach; ++i) {
        const auto token = make(*store, "ada");
        EXPECT_TRUE(store->authenticate(token));
        EXPECT_TRUE(store->authenticate(steady));
        if (i % 2 == 0) {
          EXPECT_TRUE(store->revoke(id_of(token)));
          EXPECT_FALSE(store->authenticate(token));
        }
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_THAT(store->list(), SizeIs(1 + kWriters * (kTokensEach / 2)));
}

}  // namespace
}  // namespace verbatim::access
