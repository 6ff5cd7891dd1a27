#include "golden.hpp"

#include <utility>

namespace verbatim::record {
namespace {

using namespace coding;

constexpr Micros kNoon = 1'795'348'800'000'000;  // 2026-11-22T12:00:00Z

Record record(std::uint64_t position, Event event, std::string command = "",
              std::uint32_t offset = 0, std::uint32_t count = 1,
              std::vector<Condition> conditions = {}) {
  return {position,        kNoon, "ada", std::move(command), offset, count, std::move(conditions),
          std::move(event)};
}

std::vector<Golden> all() {
  return {
      {"a study is opened, in a commit of two under a command id",
       record(1, StudyOpened{"iep", "Rapid insight"}, "k-1", 0, 2, {}),
       R"({1: 1, 2: 1, 3: 1795348800000000, 4: "ada", 5: "k-1", 7: 2, 10: {1: "iep", 2: "Rapid insight"}})",
       unhex("a701010201031b000660dc3778d000046361646105636b2d3107020aa20163696570026d52617069"
             "6420696e7369676874")},
      {"a member joins in the same commit",
       record(2, MemberAdded{"ada", Role::kOwner}, "k-1", 1, 2, {}),
       R"({1: 2, 2: 2, 3: 1795348800000000, 4: "ada", 5: "k-1", 6: 1, 7: 2, 10: {1: "ada", 2: 0}})",
       unhex("a801020202031b000660dc3778d000046361646105636b2d31060107020aa201636164610200")},
      {"a question", record(3, QuestionAdded{"q1", "What helped?"}),
       R"({1: 3, 2: 3, 3: 1795348800000000, 4: "ada", 10: {1: "q1", 2: "What helped?"}})",
       unhex("a501030203031b000660dc3778d00004636164610aa201627131026c576861742068656c7065643f")},
      {"a group, its label not in ASCII", record(4, GroupAdded{"staff", "\u00C9quipe"}),
       R"({1: 4, 2: 4, 3: 1795348800000000, 4: "ada", 10: {1: "staff", 2: "Équipe"}})",
       unhex("a501040204031b000660dc3778d00004636164610aa2016573746166660267c3897175697065")},
      {"a respondent of a group", record(5, RespondentAdded{"p1", "staff"}),
       R"({1: 5, 2: 5, 3: 1795348800000000, 4: "ada", 10: {1: "p1", 2: "staff"}})",
       unhex("a501050205031b000660dc3778d00004636164610aa20162703102657374616666")},
      {"a respondent of no group", record(6, RespondentAdded{"p2", ""}),
       R"({1: 5, 2: 6, 3: 1795348800000000, 4: "ada", 10: {1: "p2"}})",
       unhex("a501050206031b000660dc3778d00004636164610aa101627032")},
      {"a framework", record(7, FrameworkAdded{"themes", "Themes"}),
       R"({1: 6, 2: 7, 3: 1795348800000000, 4: "ada", 10: {1: "themes", 2: "Themes"}})",
       unhex("a501060207031b000660dc3778d00004636164610aa201667468656d657302665468656d6573")},
      {"a sub-theme with everything",
       record(8, ThemeAdded{"pay", "themes", "Pay", "culture", "Money", {"q1", "q2"}}),
       R"({1: 7, 2: 8, 3: 1795348800000000, 4: "ada", 10: {1: "pay", 2: "themes", 3: "Pay", 4: "culture", 5: "Money", 6: ["q1", "q2"]}})",
       unhex("a501070208031b000660dc3778d00004636164610aa6016370617902667468656d65730363506179"
             "046763756c7475726505654d6f6e65790682627131627132")},
      {"a theme with nothing that may be left out",
       record(9, ThemeAdded{"culture", "themes", "Culture", "", "", {}}),
       R"({1: 7, 2: 9, 3: 1795348800000000, 4: "ada", 10: {1: "culture", 2: "themes", 3: "Culture"}})",
       unhex("a501070209031b000660dc3778d00004636164610aa3016763756c7475726502667468656d657303"
             "6743756c74757265")},
      {"a scope", record(10, ThemeScoped{"culture", {"q1"}}),
       R"({1: 8, 2: 10, 3: 1795348800000000, 4: "ada", 10: {1: "culture", 2: ["q1"]}})",
       unhex("a50108020a031b000660dc3778d00004636164610aa2016763756c747572650281627131")},
      {"a scope of every question", record(11, ThemeScoped{"culture", {}}),
       R"({1: 8, 2: 11, 3: 1795348800000000, 4: "ada", 10: {1: "culture", 2: []}})",
       unhex("a50108020b031b000660dc3778d00004636164610aa2016763756c747572650280")},
      {"a comment with its sealed text",
       record(300,
              CommentAdded{"q1", "r7", "p1", Sealed{std::string("\x01\xFF\x00\x80", 4)}, 1000}),
       R"({1: 9, 2: 300, 3: 1795348800000000, 4: "ada", 10: {1: "q1", 2: "r7", 3: "p1", 4: h'01ff0080', 5: 1000}})",
       unhex("a501090219012c031b000660dc3778d00004636164610aa5016271310262723703627031044401ff"
             "0080051903e8")},
      {"a comment without a text", record(70000, CommentAdded{"q1", "r8", "p2", {}, 0}),
       R"({1: 9, 2: 70000, 3: 1795348800000000, 4: "ada", 10: {1: "q1", 2: "r8", 3: "p2"}})",
       unhex("a50109021a00011170031b000660dc3778d00004636164610aa3016271310262723803627032")},
      {"a comment split in two, far into the log",
       record(5000000000, CommentSegmented{"q1", "r7", {{"r7", 0, 40}, {"r7.b", 41, 1000}}}),
       R"({1: 10, 2: 5000000000, 3: 1795348800000000, 4: "ada", 10: {1: "q1", 2: "r7", 3: [["r7", 0, 40], ["r7.b", 41, 1000]]}})",
       unhex("a5010a021b000000012a05f200031b000660dc3778d00004636164610aa301627131026272370382"
             "83627237001828836472372e6218291903e8")},
      {"a theme assigned: the example of schemas/events.cddl",
       record(12, ThemeAssigned{"q1", "r7", "ada", "culture", 3}),
       R"({1: 11, 2: 12, 3: 1795348800000000, 4: "ada", 10: {1: "q1", 2: "r7", 3: "ada", 4: "culture", 5: 3}})",
       unhex("a5010b020c031b000660dc3778d00004636164610aa501627131026272370363616461046763756c"
             "747572650503")},
      {"a theme withdrawn", record(13, ThemeWithdrawn{"q1", "r7", "ada", "culture"}),
       R"({1: 12, 2: 13, 3: 1795348800000000, 4: "ada", 10: {1: "q1", 2: "r7", 3: "ada", 4: "culture"}})",
       unhex("a5010c020d031b000660dc3778d00004636164610aa401627131026272370363616461046763756c"
             "74757265")},
      {"a coding finished, under two conditions",
       record(14, CodingFinished{"q1", "r7", "ada"}, "", 0, 1,
              {{"q1", "r7", "ada", 12}, {"q1", "r8", "bo", 0}}),
       R"({1: 13, 2: 14, 3: 1795348800000000, 4: "ada", 8: [["q1", "r7", "ada", 12], ["q1", "r8", "bo", 0]], 10: {1: "q1", 2: "r7", 3: "ada"}})",
       unhex("a6010d020e031b000660dc3778d0000463616461088284627131627237636164610c846271316272"
             "3862626f000aa301627131026272370363616461")},
      {"a coding reopened", record(15, CodingReopened{"q1", "r7", "ada"}),
       R"({1: 14, 2: 15, 3: 1795348800000000, 4: "ada", 10: {1: "q1", 2: "r7", 3: "ada"}})",
       unhex("a5010e020f031b000660dc3778d00004636164610aa301627131026272370363616461")},
  };
}

}  // namespace

const std::vector<Golden>& goldens() {
  static const auto goldens = all();
  return goldens;
}

std::string hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string digits;
  for (const char byte : bytes) {
    digits += kDigits[static_cast<unsigned char>(byte) >> 4];
    digits += kDigits[static_cast<unsigned char>(byte) & 15];
  }
  return digits;
}

std::string unhex(std::string_view digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    bytes += static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16));
  return bytes;
}

}  // namespace verbatim::record
