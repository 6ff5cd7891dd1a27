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

Record because(Record record, std::uint64_t undoes, std::string reason) {
  record.undoes = undoes;
  record.reason = std::move(reason);
  return record;
}

Record from(Record record, std::string client) {
  record.client = std::move(client);
  return record;
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
      {"a theme from the data with all that may be said of it",
       record(16, ThemeAdded{"rest",
                             "themes",
                             "Rest",
                             "",
                             "",
                             {},
                             "Breaks",
                             "Sleep",
                             {"a pause", "lunch"},
                             "#a0b1c2",
                             Origin::kData,
                             "q1",
                             "r7"}),
       R"({1: 7, 2: 16, 3: 1795348800000000, 4: "ada", 10: {1: "rest", 2: "themes", 3: "Rest", 7: "Breaks", 8: "Sleep", 9: ["a pause", "lunch"], 10: "#a0b1c2", 11: 1, 12: "q1", 13: "r7"}})",
       unhex("a501070210031b000660dc3778d00004636164610aaa01647265737402667468656d6573036452657374"
             "0766427265616b730865536c65657009826761207061757365656c756e63680a67236130623163320b01"
             "0c6271310d627237")},
      {"a theme revised",
       record(17,
              ThemeRevised{"pay", "Pay", "Money", "Wages", "Costs", {"more pay"}, "#ff0000", true}),
       R"({1: 15, 2: 17, 3: 1795348800000000, 4: "ada", 10: {1: "pay", 2: "Pay", 3: "Money", 4: "Wages", 5: "Costs", 6: ["more pay"], 7: "#ff0000", 8: 1}})",
       unhex("a5010f0211031b000660dc3778d00004636164610aa80163706179026350617903654d6f6e6579046557"
             "616765730565436f7374730681686d6f7265207061790767236666303030300801")},
      {"a theme revised to its label alone",
       record(18, ThemeRevised{"pay", "Pay", "", "", "", {}, "", false}),
       R"({1: 15, 2: 18, 3: 1795348800000000, 4: "ada", 10: {1: "pay", 2: "Pay"}})",
       unhex("a5010f0212031b000660dc3778d00004636164610aa201637061790263506179")},
      {"a theme revised back to what it had meant",
       record(18, ThemeRevised{"pay", "Pay", "", "", "", {}, "", false, 3}),
       R"({1: 15, 2: 18, 3: 1795348800000000, 4: "ada", 10: {1: "pay", 2: "Pay", 9: 3}})",
       unhex("a5010f0212031b000660dc3778d00004636164610aa3016370617902635061790903")},
      {"a theme moved", record(19, ThemeMoved{"pay", "culture", "rest"}),
       R"({1: 16, 2: 19, 3: 1795348800000000, 4: "ada", 10: {1: "pay", 2: "culture", 3: "rest"}})",
       unhex(
           "a501100213031b000660dc3778d00004636164610aa30163706179026763756c74757265036472657374")},
      {"a theme retired", record(20, ThemeRetired{"pay"}),
       R"({1: 17, 2: 20, 3: 1795348800000000, 4: "ada", 10: {1: "pay"}})",
       unhex("a501110214031b000660dc3778d00004636164610aa10163706179")},
      {"a theme restored", record(21, ThemeRestored{"pay"}),
       R"({1: 18, 2: 21, 3: 1795348800000000, 4: "ada", 10: {1: "pay"}})",
       unhex("a501120215031b000660dc3778d00004636164610aa10163706179")},
      {"a theme merged", record(22, ThemeMerged{"pay", "culture"}),
       R"({1: 19, 2: 22, 3: 1795348800000000, 4: "ada", 10: {1: "pay", 2: "culture"}})",
       unhex("a501130216031b000660dc3778d00004636164610aa20163706179026763756c74757265")},
      {"a theme split", record(23, ThemeSplit{"pay", {"wages", "costs"}}),
       R"({1: 20, 2: 23, 3: 1795348800000000, 4: "ada", 10: {1: "pay", 2: ["wages", "costs"]}})",
       unhex("a501140217031b000660dc3778d00004636164610aa20163706179028265776167657365636f737473")},
      {"a framework frozen", record(24, FrameworkFrozen{"themes"}),
       R"({1: 21, 2: 24, 3: 1795348800000000, 4: "ada", 10: {1: "themes"}})",
       unhex("a50115021818031b000660dc3778d00004636164610aa101667468656d6573")},
      {"a framework unfrozen", record(25, FrameworkUnfrozen{"themes"}),
       R"({1: 22, 2: 25, 3: 1795348800000000, 4: "ada", 10: {1: "themes"}})",
       unhex("a50116021819031b000660dc3778d00004636164610aa101667468656d6573")},
      {"themes linked", record(26, ThemesLinked{"pay", "advice"}),
       R"({1: 23, 2: 26, 3: 1795348800000000, 4: "ada", 10: {1: "pay", 2: "advice"}})",
       unhex("a5011702181a031b000660dc3778d00004636164610aa201637061790266616476696365")},
      {"themes unlinked", record(27, ThemesUnlinked{"pay", "advice"}),
       R"({1: 24, 2: 27, 3: 1795348800000000, 4: "ada", 10: {1: "pay", 2: "advice"}})",
       unhex("a501181802181b031b000660dc3778d00004636164610aa201637061790266616476696365")},
      {"a role changed", record(28, RoleChanged{"bo", Role::kLead}),
       R"({1: 25, 2: 28, 3: 1795348800000000, 4: "ada", 10: {1: "bo", 2: 1}})",
       unhex("a501181902181c031b000660dc3778d00004636164610aa20162626f0201")},
      {"a comment removed", record(29, Removed{{Kind::kComment, "r7", "q1"}}),
       R"({1: 26, 2: 29, 3: 1795348800000000, 4: "ada", 10: {1: [7, "r7", "q1"]}})",
       unhex("a501181a02181d031b000660dc3778d00004636164610aa1018307627237627131")},
      {"a policy", record(30, PolicySet{SettledBy::kAll, 5, true, ErasedCounts::kDrop}),
       R"({1: 27, 2: 30, 3: 1795348800000000, 4: "ada", 10: {1: 1, 2: 5, 3: 1, 4: 1}})",
       unhex("a501181b02181e031b000660dc3778d00004636164610aa40101020503010401")},
      {"a round opened",
       record(31, RoundOpened{"blind 1", "First", true, 7, {{"q1", {"ada", "bo"}, 2, 30, {1, 3}}}}),
       R"({1: 28, 2: 31, 3: 1795348800000000, 4: "ada", 10: {1: "blind 1", 2: "First", 3: 1, 4: 7, 5: [["q1", ["ada", "bo"], 2, 30, [1, 3]]]}})",
       unhex("a501181c02181f031b000660dc3778d00004636164610aa50167626c696e642031026546697273740301"
             "0407058185627131826361646162626f02181e820103")},
      {"a round staffed", record(32, RoundStaffed{"blind 1", "q1", {"ada", "cem"}, {}}),
       R"({1: 29, 2: 32, 3: 1795348800000000, 4: "ada", 10: {1: "blind 1", 2: "q1", 3: ["ada", "cem"]}})",
       unhex("a501181d021820031b000660dc3778d00004636164610aa30167626c696e642031026271310382636164"
             "616363656d")},
      {"a round closed", record(33, RoundClosed{"blind 1"}),
       R"({1: 30, 2: 33, 3: 1795348800000000, 4: "ada", 10: {1: "blind 1"}})",
       unhex("a501181e021821031b000660dc3778d00004636164610aa10167626c696e642031")},
      {"a round reopened", record(34, RoundReopened{"blind 1"}),
       R"({1: 31, 2: 34, 3: 1795348800000000, 4: "ada", 10: {1: "blind 1"}})",
       unhex("a501181f021822031b000660dc3778d00004636164610aa10167626c696e642031")},
      {"a place taken", record(35, PlaceTaken{"blind 1", "q1", "r7", "ada"}),
       R"({1: 32, 2: 35, 3: 1795348800000000, 4: "ada", 10: {1: "blind 1", 2: "q1", 3: "r7", 4: "ada"}})",
       unhex("a5011820021823031b000660dc3778d00004636164610aa40167626c696e642031026271310362723704"
             "63616461")},
      {"a place released", record(36, PlaceReleased{"blind 1", "q1", "r7", "ada"}),
       R"({1: 33, 2: 36, 3: 1795348800000000, 4: "ada", 10: {1: "blind 1", 2: "q1", 3: "r7", 4: "ada"}})",
       unhex("a5011821021824031b000660dc3778d00004636164610aa40167626c696e642031026271310362723704"
             "63616461")},
      {"a response settled", record(37, ResponseSettled{"q1", "r7", {"pay"}}),
       R"({1: 34, 2: 37, 3: 1795348800000000, 4: "ada", 10: {1: "q1", 2: "r7", 3: ["pay"]}})",
       unhex("a5011822021825031b000660dc3778d00004636164610aa30162713102627237038163706179")},
      {"a response unsettled", record(38, ResponseUnsettled{"q1", "r7"}),
       R"({1: 35, 2: 38, 3: 1795348800000000, 4: "ada", 10: {1: "q1", 2: "r7"}})",
       unhex("a5011823021826031b000660dc3778d00004636164610aa20162713102627237")},
      {"a memo",
       record(39, MemoWritten{"m1",
                              "ada",
                              {Kind::kTheme, "pay", ""},
                              Audience::kPrivate,
                              Sealed{std::string("\x01\x02", 2)},
                              TextMark{std::string("\x03", 1)}}),
       R"({1: 36, 2: 39, 3: 1795348800000000, 4: "ada", 10: {1: "m1", 2: "ada", 3: [6, "pay", ""], 4: 0, 5: h'0102', 6: h'03'}})",
       unhex("a5011824021827031b000660dc3778d00004636164610aa601626d310263616461038306637061796004"
             "0005420102064103")},
      {"a quote",
       record(40, QuoteChosen{"k1", "q1", "r7", "pay", Sealed{std::string("\x01", 1)},
                              TextMark{std::string("\x02", 1)}, Sealed{std::string("\x03", 1)},
                              TextMark{std::string("\x04", 1)}, true}),
       R"({1: 37, 2: 40, 3: 1795348800000000, 4: "ada", 10: {1: "k1", 2: "q1", 3: "r7", 4: "pay", 5: h'01', 6: h'02', 8: 1, 9: h'03', 10: h'04'}})",
       unhex("a5011825021828031b000660dc3778d00004636164610aa901626b31026271310362723704637061"
             "7905410106410208010941030a4104")},
      {"a quote from before why it was chosen was sealed",
       record(40, QuoteChosen{"k1",
                              "q1",
                              "r7",
                              "pay",
                              Sealed{std::string("\x01", 1)},
                              TextMark{std::string("\x02", 1)},
                              {},
                              {},
                              true,
                              "Says it all"}),
       R"({1: 37, 2: 40, 3: 1795348800000000, 4: "ada", 10: {1: "k1", 2: "q1", 3: "r7", 4: "pay", 5: h'01', 6: h'02', 7: "Says it all", 8: 1}})",
       unhex("a5011825021828031b000660dc3778d00004636164610aa801626b310262713103627237046370617905"
             "4101064102076b5361797320697420616c6c0801")},
      {"a member check",
       record(41, MemberCheckRecorded{"c1", "q1", "pay", "five of the staff",
                                      Sealed{std::string("\x01", 1)},
                                      TextMark{std::string("\x02", 1)}}),
       R"({1: 38, 2: 41, 3: 1795348800000000, 4: "ada", 10: {1: "c1", 2: "q1", 3: "pay", 4: "five of the staff", 6: h'01', 7: h'02'}})",
       unhex("a5011826021829031b000660dc3778d00004636164610aa601626331026271310363706179047166"
             "697665206f6620746865207374616666064101074102")},
      {"a member check from before its outcome was sealed",
       record(41, MemberCheckRecorded{"c1", "q1", "pay", "five of the staff", {}, {}, "agreed"}),
       R"({1: 38, 2: 41, 3: 1795348800000000, 4: "ada", 10: {1: "c1", 2: "q1", 3: "pay", 4: "five of the staff", 5: "agreed"}})",
       unhex("a5011826021829031b000660dc3778d00004636164610aa5016263310262713103637061790471666976"
             "65206f66207468652073746166660566616772656564")},
      {"a sign-off", record(42, SignedOff{"ada", 5000000000, "Certified"}),
       R"({1: 39, 2: 42, 3: 1795348800000000, 4: "ada", 10: {1: "ada", 2: 5000000000, 3: "Certified"}})",
       unhex("a501182702182a031b000660dc3778d00004636164610aa30163616461021b000000012a05f200036943"
             "6572746966696564")},
      {"a sign-off revoked", record(43, SignOffRevoked{"ada", 5000000000}),
       R"({1: 40, 2: 43, 3: 1795348800000000, 4: "ada", 10: {1: "ada", 2: 5000000000}})",
       unhex("a501182802182b031b000660dc3778d00004636164610aa20163616461021b000000012a05f200")},
      {"a unitizing round opened",
       record(45, RoundOpened{"own", "Own units", true, 7, {{"q1", {"ada"}, 1, 0, {}}}, true}),
       R"({1: 28, 2: 45, 3: 1795348800000000, 4: "ada", 10: {1: "own", 2: "Own units", 3: 1, 4: 7, 5: [["q1", ["ada"], 1, 0, []]], 6: 1}})",
       unhex("a501181c02182d031b000660dc3778d00004636164610aa601636f776e02694f776e20756e69747303"
             "01040705818562713181636164610100800601")},
      {"a layer set, under a condition on the one before",
       record(46, LayerSet{"q1", "c1", "ada", {{0, 5, {{"pay", 3}}}, {7, 300, {}}}, true}, "k-7", 0,
              1, {{"q1", "c1", "ada", 12, true}}),
       R"({1: 41, 2: 46, 3: 1795348800000000, 4: "ada", 5: "k-7", 8: [["q1", "c1", "ada", 12, 1]], 10: {1: "q1", 2: "c1", 3: "ada", 4: [[0, 5, [["pay", 3]]], [7, 300, []]], 5: 1}})",
       unhex("a701182902182e031b000660dc3778d000046361646105636b2d37088185627131626331636164610c"
             "010aa501627131026263310363616461048283000581826370617903830719012c800501")},
      {"a request to erase a respondent",
       record(47,
              ErasureRequested{"e1", "p1", RequestedBy::kRepresentative, "2026-11-20", "DSR-7"}),
       R"({1: 42, 2: 47, 3: 1795348800000000, 4: "ada", 10: {1: "e1", 2: "p1", 3: 1, 4: "2026-11-20", 5: "DSR-7"}})",
       unhex("a501182a02182f031b000660dc3778d00004636164610aa501626531026270310301046a32303236"
             "2d31312d323005654453522d37")},
      {"its review", record(48, ErasureReviewed{"e1", ErasureGround::kConsentWithdrawn}),
       R"({1: 43, 2: 48, 3: 1795348800000000, 4: "ada", 10: {1: "e1", 2: 1}})",
       unhex("a501182b021830031b000660dc3778d00004636164610aa2016265310201")},
      {"its decision", record(49, ErasureDecided{"e1", true}),
       R"({1: 44, 2: 49, 3: 1795348800000000, 4: "ada", 10: {1: "e1", 2: 1}})",
       unhex("a501182c021831031b000660dc3778d00004636164610aa2016265310201")},
      {"the decision taken back", record(50, ErasureReopened{"e1", ErasureStep::kReviewed}),
       R"({1: 45, 2: 50, 3: 1795348800000000, 4: "ada", 10: {1: "e1", 2: 1}})",
       unhex("a501182d021832031b000660dc3778d00004636164610aa2016265310201")},
      {"its execution",
       record(51, ErasureExecuted{"e1", "00ff00ff00ff00ff", 3, 1, 2, {"the printers"}}),
       R"({1: 46, 2: 51, 3: 1795348800000000, 4: "ada", 10: {1: "e1", 2: "00ff00ff00ff00ff", 3: 3, 4: 1, 5: 2, 6: ["the printers"]}})",
       unhex("a501182e021833031b000660dc3778d00004636164610aa601626531027030306666303066663030"
             "66663030666603030401050206816c746865207072696e74657273")},
      {"what a member is called",
       record(52, MemberNamed{"ada", Sealed{"\x01\x02"}, TextMark{"0123456789abcdef"}}),
       R"({1: 47, 2: 52, 3: 1795348800000000, 4: "ada", 10: {1: "ada", 2: h'0102', 3: h'30313233343536373839616263646566'}})",
       unhex("a501182f021834031b000660dc3778d00004636164610aa301636164610242010203503031323334"
             "3536373839616263646566")},
      {"a member pseudonymised", record(53, MemberPseudonymised{"ada", "00ff00ff00ff00ff"}),
       R"({1: 48, 2: 53, 3: 1795348800000000, 4: "ada", 10: {1: "ada", 2: "00ff00ff00ff00ff"}})",
       unhex("a5011830021835031b000660dc3778d00004636164610aa201636164610270303066663030666630"
             "30666630306666")},
      {"a commit that takes another one back, with its reason",
       because({44, kNoon, "ada", "", 0, 2, {}, ThemeRestored{"pay"}}, 21, "Merged by mistake"),
       R"({1: 18, 2: 44, 3: 1795348800000000, 4: "ada", 7: 2, 9: 21, 10: {1: "pay"}, 11: "Merged by mistake"})",
       unhex("a8011202182c031b000660dc3778d0000463616461070209150aa101637061790b714d65726765642062"
             "79206d697374616b65")},
      {"an event that says which program it came from",
       from(record(45, ThemeRestored{"pay"}), "curl/7.88.1"),
       R"({1: 18, 2: 45, 3: 1795348800000000, 4: "ada", 10: {1: "pay"}, 12: "curl/7.88.1"})",
       unhex("a6011202182d031b000660dc3778d00004636164610aa1016370617"
             "90c6b6375726c2f372e38382e31")},
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
