#include "access/data_folder.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "folder.hpp"

namespace verbatim::access {
namespace {

using ::testing::HasSubstr;

class DataFolderTest : public ::testing::Test {
 protected:
  std::string make(const std::string& name, const std::vector<std::string>& files) {
    const auto folder = std::filesystem::path(root_.path()) / name;
    std::filesystem::create_directories(folder);
    for (const auto& file : files) {
      std::filesystem::create_directories((folder / file).parent_path());
      std::ofstream(folder / file) << "x";
    }
    return folder.string();
  }
  std::string missing() { return root_.path() + "/missing"; }

 private:
  testing::Folder root_;
};

TEST_F(DataFolderTest, IsNewWhereNothingButOurTokensAreInIt) {
  for (const auto& files : std::vector<std::vector<std::string>>{{},
                                                                 {"lost+found/x"},
                                                                 {"tokens.jsonl"},
                                                                 {"owner.token.new"},
                                                                 {"tokens.jsonl", "keys/x"}}) {
    const auto looked = look_at_data_folder(make("new" + std::to_string(files.size()), files));
    ASSERT_TRUE(looked);
    EXPECT_EQ(*looked, DataFolder::kNew);
  }
}

TEST_F(DataFolderTest, IsServedWhereThereIsALogWhateverElseIsThere) {
  EXPECT_EQ(*look_at_data_folder(make("a", {"log/FORMAT", "notes.txt"})), DataFolder::kServed);
  EXPECT_EQ(*look_at_data_folder(make("b", {"log/FORMAT.new"})), DataFolder::kServed);
}

TEST_F(DataFolderTest, IsSomebodyElsesWhereItHoldsWhatWeDoNotMake) {
  struct Case {
    const char* name;
    std::vector<std::string> files;
    const char* said;
  };
  for (const auto& [name, files, said] :
       std::vector<Case>{{"home", {"letter.txt", "z.txt"}, "it holds letter.txt"},
                         {"var", {"log/syslog", "mail/ada"}, "it holds mail"},
                         {"tokens", {"tokens.jsonl", "letter.txt"}, "it holds letter.txt"},
                         {"backup", {"BACKUP.json", "log/FORMAT"}, "is a backup"}}) {
    const auto looked = look_at_data_folder(make(name, files));
    ASSERT_FALSE(looked) << name;
    EXPECT_EQ(looked.error().fault, Fault::kForeignStore);
    EXPECT_THAT(looked.error().detail, HasSubstr(said));
    EXPECT_FALSE(looked.error().fix.empty());
  }
  EXPECT_THAT(look_at_data_folder(make("file", {"x"}) + "/x").error().detail,
              HasSubstr("is not a folder"));
}

TEST_F(DataFolderTest, MayBeMissingOnlyWhereItIsMade) {
  EXPECT_EQ(*look_at_data_folder(missing()), DataFolder::kMissing);
  const auto needed = existing_data_folder(missing());
  ASSERT_FALSE(needed);
  EXPECT_EQ(needed.error().fault, Fault::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(missing()));
  EXPECT_EQ(*existing_data_folder(make("there", {})), DataFolder::kNew);
}

}  // namespace
}  // namespace verbatim::access
