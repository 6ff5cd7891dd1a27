// verbatim round, disagreements, settle: who codes what, where they differ, and what stands.
#include <algorithm>

#include <CLI/CLI.hpp>

#include "verbatim/cli.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

struct RoundWords {
  std::string study, round, label, question, response;
  std::vector<std::string> questions, coders;
  std::vector<std::vector<std::string>> parts;  // a question and its own coders each
  std::vector<std::uint32_t> weights;
  std::uint32_t per_response = 0, sample = 0, seed = 0;
  bool blind = false, unitizing = false;
  std::optional<std::string> as_of;
};

// One command of the study, which changes nothing the second time. Whether it was accepted.
bool run(Session& session, const std::string& study, const Json& command, const std::string& done) {
  const auto answer =
      session.post({"v1", "studies", study, "commands"}, {{"commands", Json::array({command})}});
  if (!answer) return false;
  if (session.json) return session.print_json(*answer), true;
  const bool changed = answer->at("events").get<int>() > 0;
  session.print((changed ? done : "It is so already") + "; position " +
                number_of(*answer, "position") + ".\n");
  return true;
}

Json part_of(const RoundWords& words, const std::string& question,
             const std::vector<std::string>& coders) {
  return {{"question", question},
          {"coders", coders},
          {"per_response", words.per_response},
          {"sample", words.sample},
          {"weights", words.weights}};
}

// What was coded before is not handed out again: who wants it coded anew is told before they
// wonder.
void note_what_is_finished(Session& session, const RoundWords& words) {
  const auto round = session.get({"v1", "studies", words.study, "rounds", words.round});
  if (!round) return;
  std::uint64_t finished = 0;
  for (const auto& part : round->at("parts"))
    for (const auto& coder : part.at("coders"))
      finished += coder.at("finished").get<std::uint64_t>();
  if (finished > 0)
    session.note("Its coders have finished " + std::to_string(finished) +
                 (finished == 1 ? " coding" : " codings") +
                 " of it before: these count in it, and are not handed out again.");
}

void open_round(Session& session, const RoundWords& words) {
  auto parts = Json::array();
  for (const auto& question : words.questions)
    parts.push_back(part_of(words, question, words.coders));
  for (const auto& part : words.parts)
    parts.push_back(part_of(words, part.front(), {part.begin() + 1, part.end()}));
  Json command = {{"type", "open_round"},
                  {"round", words.round},
                  {"blind", words.blind || words.unitizing},
                  {"unitizing", words.unitizing},
                  {"seed", words.seed},
                  {"parts", std::move(parts)}};
  if (!words.label.empty()) command["label"] = words.label;
  if (run(session, words.study, command, "Opened round " + printable(words.round)))
    note_what_is_finished(session, words);
}

void staff_round(Session& session, const RoundWords& words) {
  run(session, words.study,
      {{"type", "staff_round"},
       {"round", words.round},
       {"question", words.question},
       {"coders", words.coders},
       {"weights", words.weights}},
      "Staffed round " + printable(words.round));
}

void change_round(Session& session, const RoundWords& words, const char* type, const char* done) {
  run(session, words.study, {{"type", type}, {"round", words.round}},
      done + (" round " + printable(words.round)));
}

std::string mode_of(const Json& round) {
  if (round.at("unitizing").get<bool>()) return "unitizing";
  return round.at("blind").get<bool>() ? "blind" : "open to all";
}

// Who codes in a round, and "7 of 20": how many codings are finished of all that it asks for. To a
// coder of an open blind round only their own are told.
std::pair<std::string, std::string> coders_and_progress(const Json& round) {
  auto ids = Json::array();
  std::uint64_t finished = 0, asked = 0;
  for (const auto& part : round.at("parts")) {
    for (const auto& coder : part.at("coders")) {
      finished += coder.at("finished").get<std::uint64_t>();
      asked += coder.at("allocated").get<std::uint64_t>();
      if (std::find(ids.begin(), ids.end(), coder.at("coder")) == ids.end())
        ids.push_back(coder.at("coder"));
    }
    if (!part.at("free_places").is_null()) asked += part.at("free_places").get<std::uint64_t>();
  }
  return {joined(ids), std::to_string(finished) + " of " + std::to_string(asked)};
}

void list_rounds(Session& session, const RoundWords& words) {
  const auto answer =
      session.get(Target{"v1", "studies", words.study, "rounds"}.with("as_of", words.as_of));
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  Table table({{"Round"},
               {"State"},
               {"Mode"},
               {"Questions"},
               {"Coders"},
               {"Finished", Align::kRight},
               {"Label"}});
  for (const auto& one : answer->at("rounds")) {
    const auto id = text_of(one, "round");
    const auto round = session.get(Target{"v1", "studies", words.study, "rounds", id}.with(
        "as_of", number_of(*answer, "position")));
    if (!round) return;
    const auto [coders, finished] = coders_and_progress(*round);
    table.add({id, one.at("open").get<bool>() ? "open" : "closed", mode_of(one),
               joined(one.at("questions")), coders, finished, text_of(one, "label")});
  }
  if (table.empty()) return session.note("No round was opened yet.");
  session.print(table);
}

// What is still to be handed out of a question, which is nobody's yet.
void say_free_places(Session& session, const Json& part) {
  const auto& free = part.at("free_places");
  if (free.is_null()) return;  // of an open blind round, its coders are not told
  const auto question = printable(text_of(part, "question"));
  if (part.at("per_response") == 0)
    return session.print(question + ": everything is for each of its coders.\n");
  session.print(question + ": " + counted(free.get<std::uint64_t>(), "place") +
                " that nobody has yet, for whoever asks next.\n");
}

void show_round(Session& session, const RoundWords& words) {
  if (words.round.empty()) return list_rounds(session, words);
  const auto answer = session.get(
      Target{"v1", "studies", words.study, "rounds", words.round}.with("as_of", words.as_of));
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  Table table({{"Question"}, {"Coder"}, {"Allocated", Align::kRight}, {"Finished", Align::kRight}});
  for (const auto& part : answer->at("parts"))
    for (const auto& coder : part.at("coders"))
      table.add({text_of(part, "question"), text_of(coder, "coder"), number_of(coder, "allocated"),
                 number_of(coder, "finished")});
  session.print(table);
  for (const auto& part : answer->at("parts")) say_free_places(session, part);
}

void next_response(Session& session, const RoundWords& words) {
  Target target({"v1", "studies", words.study, "rounds", words.round, "next"});
  HttpRequest request;
  request.method = "POST";
  request.target = target.with("question", words.question).text();
  const auto called = session.call(std::move(request));
  if (!called) return;
  const auto answer = session.parse(called->body);
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  if (answer->at("done").get<bool>()) return session.print("Nothing is left for you.\n");
  if (const auto& comment = answer->at("comment"); !comment.is_null()) {
    session.print_title(text_of(comment, "comment") + ", " +
                        counted(comment.at("code_points").get<std::uint64_t>(), "code point"));
    return session.print((comment.at("text").is_null() ? "(no text)" : text_of(comment, "text")) +
                         "\n");
  }
  const auto& response = answer->at("response");
  session.print_title(text_of(response, "response"));
  session.print((response.at("text").is_null() ? "(no text)" : text_of(response, "text")) + "\n");
}

void release_place(Session& session, const RoundWords& words) {
  run(session, words.study,
      {{"type", "release_place"},
       {"round", words.round},
       {"question", words.question},
       {"response", words.response}},
      "Gave " + printable(words.response) + " back");
}

struct Settlement {
  std::string study, question, response, reason;
  std::vector<std::string> themes;
  bool open_again = false, uncoded = false;
  std::optional<std::string> as_of;
};

void list_disagreements(Session& session, const Settlement& wanted) {
  const auto answer = session.get(
      Target{"v1", "studies", wanted.study, "questions", wanted.question, "disagreements"}.with(
          "as_of", wanted.as_of));
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  Table table({{"Response"}, {"Distance", Align::kRight}, {"Disputed"}, {"Settled"}});
  for (const auto& one : answer->at("disagreements")) {
    std::string disputed;
    for (const auto& theme : one.at("disputed"))
      disputed += (disputed.empty() ? "" : ", ") + text_of(theme, "theme") + " " +
                  number_of(theme, "applying") + "/" + number_of(theme, "of");
    table.add({text_of(one, "response"), coefficient_of(one.at("distance")), disputed,
               one.at("settled").is_null() ? "no" : "yes"});
  }
  session.print(table);
}

void settle(Session& session, const Settlement& wanted) {
  Json body = {{"reason", wanted.reason}};
  if (!wanted.open_again) body["themes"] = wanted.themes;
  const auto text = body.dump();
  HttpRequest request;
  request.method = wanted.open_again ? "DELETE" : "PUT";
  request.target = Target({"v1", "studies", wanted.study, "questions", wanted.question, "responses",
                           wanted.response, "settlement"})
                       .text();
  request.headers = {{"Content-Type", "application/json"}};
  request.body = text;
  const auto called = session.call(std::move(request));
  if (!called) return;
  const auto answer = session.parse(called->body);
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  const bool changed = answer->at("events").get<int>() > 0;
  session.print((!changed            ? std::string("It is so already")
                 : wanted.open_again ? "Opened " + printable(wanted.response) + " again"
                                     : "Settled " + printable(wanted.response)) +
                "; position " + number_of(*answer, "position") + ".\n");
}

CLI::App* about_a_round(CLI::App& round, const char* name, const char* what, RoundWords& words) {
  auto* command = round.add_subcommand(name, what);
  command->add_option("study", words.study, "The study's id")->required()->check(an_id);
  command->add_option("round", words.round, "The round's id")->required()->check(an_id);
  return command;
}

CLI::Option* add_staff(CLI::App& command, RoundWords& words) {
  auto* coders = command.add_option("--coder", words.coders, "Who codes (each, if several)");
  command.add_option(
      "--weight", words.weights,
      "How many places each coder gets beside the others, 1 to 1000000, in their order; "
      "the same for all if not given");
  return coders;
}

}  // namespace

void add_round_commands(CLI::App& app, Session& session) {
  auto* round = app.add_subcommand("round", "Say who codes what, and take what is next")
                    ->require_subcommand(1);
  const auto words = std::make_shared<RoundWords>();

  auto* open = about_a_round(*round, "open", "Open a round over questions", *words);
  open->footer(
      "Examples:\n"
      "  verbatim round open iep first --question q1 --question q2 --coder ada --coder ben "
      "--blind\n"
      "  verbatim round open iep pairs --part q1 ada ben --part q2 cem dee    # a pair each\n"
      "Of coders who share the responses, each is brought together with each, as far as it goes.");
  auto* questions =
      open->add_option("--question", words->questions,
                       "A question of the round (each, if several), coded by --coder");
  auto* coders = add_staff(*open, *words);
  questions->needs(coders);
  coders->needs(questions);
  auto* parts =
      open->add_option("--part", words->parts, "A question and its own coders; again for another")
          ->expected(2, CLI::detail::expected_max_vector_size)
          ->type_name("QUESTION CODER ...")
          ->excludes("--weight");
  open->add_option("--per-response", words->per_response, "Coders a response; 0: all of them");
  open->add_option("--sample", words->sample, "Responses that are drawn; 0: all");
  open->add_option("--seed", words->seed, "Draws the sample");
  open->add_option("--label", words->label, "What people call it");
  open->add_flag("--blind", words->blind, "Its coders see only what they said themselves");
  open->add_flag("--unitizing", words->unitizing,
                 "Blind, and each splits the comments for themselves (verbatim layer)");
  open->callback([&session, words, questions, parts] {
    if (questions->empty() && parts->empty())
      throw CLI::RequiredError("--question with --coder, or --part");
    open_round(session, *words);
  });

  auto* staff = about_a_round(*round, "staff", "Say anew who codes a question of it", *words);
  staff->add_option("question", words->question, "The question")->required()->check(an_id);
  add_staff(*staff, *words)->required();
  staff->callback([&session, words] { staff_round(session, *words); });

  about_a_round(*round, "close", "Close a round", *words)->callback([&session, words] {
    change_round(session, *words, "close_round", "Closed");
  });
  about_a_round(*round, "reopen", "Open a closed round again", *words)->callback([&session, words] {
    change_round(session, *words, "reopen_round", "Reopened");
  });

  auto* list = round->add_subcommand("list", "The rounds of a study, who codes in them, how far");
  list->add_option("study", words->study, "The study's id")->required()->check(an_id);
  add_as_of_option(*list, words->as_of);
  list->callback([&session, words] { list_rounds(session, *words); });

  auto* status = round->add_subcommand("status", "How far a round is, or which there are");
  status->add_option("study", words->study, "The study's id")->required()->check(an_id);
  status->add_option("round", words->round, "The round's id; all rounds if not given");
  add_as_of_option(*status, words->as_of);
  status->callback([&session, words] { show_round(session, *words); });

  auto* next = about_a_round(*round, "next", "The next response for me", *words);
  next->add_option("question", words->question, "The question")->required()->check(an_id);
  next->callback([&session, words] { next_response(session, *words); });

  auto* release =
      about_a_round(*round, "release", "Give a place back that I will not code", *words);
  release->footer("Example:\n  verbatim round release iep first q1 c17");
  release->add_option("question", words->question, "The question")->required()->check(an_id);
  release
      ->add_option("response", words->response, "The response; in a unitizing round, the comment")
      ->required()
      ->check(an_id);
  release->callback([&session, words] { release_place(session, *words); });

  const auto wanted = std::make_shared<Settlement>();
  auto* queue =
      app.add_subcommand("disagreements", "Where coders differ, the most different first");
  queue->add_option("study", wanted->study, "The study's id")->required()->check(an_id);
  queue->add_option("question", wanted->question, "The question")->required()->check(an_id);
  add_as_of_option(*queue, wanted->as_of);
  queue->callback([&session, wanted] { list_disagreements(session, *wanted); });

  auto* settling = app.add_subcommand("settle", "Say what stands for the team on a response");
  settling->add_option("study", wanted->study, "The study's id")->required()->check(an_id);
  settling->add_option("question", wanted->question, "The question")->required()->check(an_id);
  settling->add_option("response", wanted->response, "The response")->required()->check(an_id);
  auto* themes =
      settling->add_option("--theme", wanted->themes, "A theme that stands (each, if several)");
  auto* uncoded =
      settling->add_flag("--uncoded", wanted->uncoded, "No theme stands")->excludes(themes);
  settling->add_option("--reason", wanted->reason, "Why; kept with the event")->required();
  settling->add_flag("--open-again", wanted->open_again, "Take the settlement back instead")
      ->excludes(themes)
      ->excludes(uncoded);
  settling->callback([&session, wanted] {
    if (wanted->themes.empty() && !wanted->uncoded && !wanted->open_again)
      throw CLI::RequiredError("--theme, --uncoded or --open-again");
    settle(session, *wanted);
  });
}

}  // namespace verbatim::tool
