#include "vault/vault.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/store/faulty_file_system.hpp"
#include "unit/store/temp_folder.hpp"
#include "vault/place.hpp"

namespace verbatim::vault {
namespace {

class VaultTest : public testing::Test {
 protected:
  std::unique_ptr<Vault> open(bool read_only = false) {
    auto vault = Vault::open(folder_ / "vault", read_only, files_);
    if (!vault) throw std::runtime_error(vault.error().detail);
    return std::move(*vault);
  }
  static std::string seal(Vault& vault, const Vault::Text& text) {
    auto sealed = vault.seal({&text, 1});
    if (!sealed) throw std::runtime_error(sealed.error().detail);
    return sealed->front().bytes;
  }

  test::TempFolder folder_;
  std::shared_ptr<test::FaultyFileSystem> files_ = std::make_shared<test::FaultyFileSystem>();
};

TEST_F(VaultTest, SealedTextsAreOpenedAgainAlsoAfterAReopen) {
  auto vault = open();
  const Vault::Text texts[] = {{"iep", "r1", "iep/q1/c1", "Bonjour \u00e0 tous"},
                               {"iep", "r2", "iep/q1/c2", ""},
                               {"iep", "r1", "iep/q2/c3", std::string_view("a\0b", 3)}};
  const auto sealed = vault->seal(texts);
  ASSERT_TRUE(sealed);
  for (int round = 0; round < 2; ++round) {
    for (std::size_t i = 0; i < std::size(texts); ++i) {
      const auto& text = texts[i];
      const auto plain =
          vault->open_text(text.study, text.respondent, text.place, (*sealed)[i].bytes);
      ASSERT_TRUE(plain);
      EXPECT_EQ(*plain, text.plain);
    }
    vault.reset();
    vault = open(round == 0);
  }
}

TEST_F(VaultTest, NoTextsNeedNoKeys) {
  EXPECT_THAT(*open()->seal({}), testing::IsEmpty());
}

TEST_F(VaultTest, AMarkTellsTextsOfOneRespondentApartAndNothingElse) {
  const auto vault = open();
  const Vault::Text texts[] = {{"iep", "r1", "iep/q1/c1", "text"},
                               {"iep", "r1", "iep/q2/c9", "text"},
                               {"iep", "r1", "iep/q1/c1", "test"},
                               {"iep", "r2", "iep/q1/c1", "text"}};
  EXPECT_TRUE((*vault->mark(texts))[0].mark.empty()) << "no key, and none is made";
  const auto sealed = *vault->seal(texts);
  EXPECT_EQ(sealed[0].mark.size(), 16U);
  EXPECT_EQ(sealed[0].mark, sealed[1].mark);
  EXPECT_NE(sealed[0].mark, sealed[2].mark);
  EXPECT_NE(sealed[0].mark, sealed[3].mark);
  const auto marked = *vault->mark(texts);
  for (std::size_t i = 0; i < std::size(texts); ++i) {
    EXPECT_EQ(marked[i].mark, sealed[i].mark);
    EXPECT_TRUE(marked[i].bytes.empty());
  }
}

TEST_F(VaultTest, WithItsKeyATextIsGone) {
  const auto vault = open();
  const auto gone = seal(*vault, {"iep", "r1", "iep/q1/c1", "text"});
  const auto kept = seal(*vault, {"iep", "r2", "iep/q1/c2", "text"});
  ASSERT_TRUE(vault->destroy("iep", "r1"));
  EXPECT_EQ(*vault->open_text("iep", "r1", "iep/q1/c1", gone), std::nullopt);
  EXPECT_EQ(*vault->open_text("iep", "r2", "iep/q1/c2", kept), "text");
}

TEST_F(VaultTest, ATextStaysGoneWhenItsRespondentWritesAgain) {
  const auto vault = open();
  const auto gone = seal(*vault, {"iep", "r1", "iep/q1/c1", "old"});
  ASSERT_TRUE(vault->destroy("iep", "r1"));
  const auto fresh = seal(*vault, {"iep", "r1", "iep/q1/c1", "new"});
  EXPECT_EQ(*vault->open_text("iep", "r1", "iep/q1/c1", gone), std::nullopt);
  EXPECT_EQ(*vault->open_text("iep", "r1", "iep/q1/c1", fresh), "new");
}

TEST_F(VaultTest, AMovedOrDamagedTextIsSaidSo) {
  const auto vault = open();
  auto sealed = seal(*vault, {"iep", "r1", "iep/q1/c1", "text"});
  const auto moved = vault->open_text("iep", "r1", "iep/q1/c2", sealed);
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().fault, Fault::kCorruptStore);
  EXPECT_THAT(moved.error().detail, testing::HasSubstr("iep/q1/c2"));
  EXPECT_EQ(vault->open_text("iep", "r1", "iep/q1/c1", "").error().fault, Fault::kCorruptStore);
  EXPECT_EQ(vault->open_text("iep", "r1", place_of_memo("iep", "m1"), "").error().detail,
            "the sealed text of iep/memo/m1 is not what was sealed");
  sealed.back() = static_cast<char>(sealed.back() ^ 1);
  EXPECT_FALSE(vault->open_text("iep", "r1", "iep/q1/c1", sealed));
}

TEST_F(VaultTest, AnotherRespondentsTextIsNotOpened) {
  const auto vault = open();
  const auto sealed = seal(*vault, {"iep", "r1", "iep/q1/c1", "text"});
  seal(*vault, {"iep", "r2", "iep/q1/c1", "other"});
  EXPECT_EQ(*vault->open_text("iep", "r2", "iep/q1/c1", sealed), std::nullopt);
  EXPECT_EQ(*vault->open_text("iep", "nobody", "iep/q1/c1", sealed), std::nullopt);
}

TEST_F(VaultTest, NoTextIsSealedWithAKeyThatIsNotOnDisk) {
  const auto vault = open();
  files_->set_fault({.operation = test::FaultyFileSystem::Operation::kSync});
  const Vault::Text text{"iep", "r1", "iep/q1/c1", "text"};
  const auto refused = vault->seal({&text, 1});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::kStorageFailed);
}

TEST_F(VaultTest, ACopyHasTheKeysThatAreThereAndNothingOfOthers) {
  auto vault = open();
  const auto kept = seal(*vault, {"iep", "r1", "iep/q1/c1", "kept"});
  const auto gone = seal(*vault, {"iep", "r2", "iep/q1/c2", "gone"});
  const std::string key_id(gone.substr(1, 8));
  ASSERT_TRUE(copy_vault(folder_ / "vault", folder_ / "before"));
  ASSERT_TRUE(vault->destroy("iep", "r2"));
  const auto keys = copy_vault(folder_ / "vault", folder_ / "after");
  ASSERT_TRUE(keys);
  EXPECT_EQ(*keys, 1U);
  const auto holds = [&](const std::string& folder) {
    for (const auto& file : test::files_ending(folder, ""))
      if (test::read_bytes(file).find(key_id) != std::string::npos) return true;
    return false;
  };
  EXPECT_TRUE(holds(folder_ / "before")) << "else the next line proves nothing";
  EXPECT_FALSE(holds(folder_ / "after"));

  const auto copy = Vault::open(folder_ / "after", false, nullptr, folder_ / "vault.master");
  ASSERT_TRUE(copy);
  EXPECT_EQ(**(*copy)->open_text("iep", "r1", "iep/q1/c1", kept), "kept");
  EXPECT_EQ(*(*copy)->open_text("iep", "r2", "iep/q1/c2", gone), std::nullopt);
  EXPECT_TRUE((*copy)->verify());
}

}  // namespace
}  // namespace verbatim::vault
