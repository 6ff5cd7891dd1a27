#include "verbatim/backup/fsck.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eventlog/rocks_log.hpp"
#include "given_log.hpp"
#include "unit/store/temp_folder.hpp"
#include "vault/place.hpp"
#include "vault/vault.hpp"

namespace verbatim::test {
namespace {

using testing::HasSubstr;
using tool::fsck;

constexpr const char* kStudy = "s";

class FsckTest : public testing::Test {
 protected:
  // The text of comment c1 of q1, of respondent p1, sealed for another place.
  std::string sealed_for(const std::string& respondent, const std::string& place) {
    auto vault = vault::Vault::open(folder_ / "keys");
    if (!vault) throw std::runtime_error(vault.error().detail);
    const vault::Vault::Text text{kStudy, respondent, place, "What they said"};
    return (*vault)->seal({&text, 1})->front().bytes;
  }
  // A data folder in which comment c1 has these bytes for its text.
  void given(const std::string& sealed) {
    GivenStudy study;
    study.commit("ana", {coding::OpenStudy{kStudy, "S"}});
    study.commit("ana", {coding::AddQuestion{"q1", "Why?"}, coding::AddRespondent{"p1", ""},
                         coding::AddComment{"q1", "c1", "p1", {sealed}, 14}});
    auto log = eventlog::open_rocks_log({.directory = folder_ / "log"});
    if (!log) throw std::runtime_error(log.error().detail);
    for (const auto& record : study.records()) {
      const eventlog::Commit commit[] = {
          {kStudy, record.position - 1, {}, {record::encode(record)}}};
      if (!(*log)->append(commit)) throw std::runtime_error("the log takes no writes");
    }
  }
  tool::FsckReport report() {
    auto found = fsck(folder_.path(), [](const std::string&, std::uint64_t, std::uint64_t) {});
    if (!found) throw std::runtime_error(found.error().detail);
    return std::move(*found);
  }

  TempFolder folder_;
};

TEST_F(FsckTest, ATextThatOpensIsNoFinding) {
  given(sealed_for("p1", vault::place_of_comment(kStudy, "q1", "c1")));
  const auto found = report();
  EXPECT_THAT(found.findings, testing::IsEmpty());
  EXPECT_EQ(found.texts, 1U);
  EXPECT_EQ(found.unreadable, 0U);
}

TEST_F(FsckTest, ATextOfAnotherPlaceIsFound) {
  given(sealed_for("p1", vault::place_of_comment(kStudy, "q1", "c2")));
  const auto found = report();
  ASSERT_EQ(found.findings.size(), 1U);
  EXPECT_EQ(found.findings[0].where, "study s, event " + std::to_string(found.studies[0].events));
  EXPECT_THAT(found.findings[0].what, HasSubstr("is not what was sealed"));
  EXPECT_THAT(found.findings[0].fix, HasSubstr("restore"));
}

TEST_F(FsckTest, ATextWhoseKeyIsNotThereIsCounted) {
  given(sealed_for("p2", vault::place_of_comment(kStudy, "q1", "c1")));
  const auto found = report();
  EXPECT_THAT(found.findings, testing::IsEmpty());
  EXPECT_EQ(found.unreadable, 1U);
}

TEST_F(FsckTest, AnEventThatDoesNotFollowIsFoundWithItsPlace) {
  given("");
  auto log = eventlog::open_rocks_log({.directory = folder_ / "log"});
  ASSERT_TRUE(log);
  const auto end = (*log)->last_position(kStudy);
  const eventlog::Commit commit[] = {{kStudy, end, {}, {"no event"}}};
  ASSERT_TRUE((*log)->append(commit));
  log->reset();
  const auto found = report();
  ASSERT_FALSE(found.findings.empty());
  EXPECT_EQ(found.findings[0].where, "study s, event " + std::to_string(end + 1));
}

TEST_F(FsckTest, WhatIsNoDataFolderIsRefused) {
  const auto found = fsck(folder_.path(), {});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().fault, Fault::kForeignStore);
}

}  // namespace
}  // namespace verbatim::test
