#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "coding/study.hpp"
#include "exchange/import_plan.hpp"

namespace verbatim::exchange::testing {

using Rows = std::vector<std::vector<std::string>>;

// How a file is written: every way of writing the same rows must read the same.
struct Writing {
  std::string line_end = "\n";
  bool quote_all = false;
  bool last_line_end = true;
  bool byte_order_mark = false;
};
std::string write_csv(const Rows& rows, const Writing& writing = {});

// The column names, or the rows behind them.
Rows with_header(std::vector<std::string> header, const Rows& rows);

// A study that is open and empty.
coding::Study opened_study();

// Decides every command against the state that the ones before left, as the command side does.
// Answers the events of each command, or the failure of the first that is refused.
Result<std::vector<std::vector<coding::Event>>> carry_out(coding::Study& study,
                                                          const ImportPlan& plan);
// One command that must be accepted.
void carry_out(coding::Study& study, const coding::Command& command);

// What stands for sealed texts where nobody opens them again.
std::vector<SealedText> sealed(const std::vector<TextToSeal>& texts);

// Reads, plans and carries out a file; fails the test where any of it is refused.
std::vector<std::vector<coding::Event>> import_codings(coding::Study& study, std::string_view csv,
                                                       const CodingsOptions& options = {});
std::vector<std::vector<coding::Event>> import_comments(coding::Study& study, std::string_view csv);

// Every coding of a study, one line each: "question/item coder: theme theme (finished)", sorted.
std::vector<std::string> codings_of(const coding::Study& study);

// Every command of a plan, in words.
std::vector<std::string> words(const ImportPlan& plan);
std::string words(const coding::Command& command);

}  // namespace verbatim::exchange::testing
