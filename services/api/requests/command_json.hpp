#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "api/requests/json_reader.hpp"
#include "base/result.hpp"
#include "coding/commands.hpp"

namespace verbatim::api {

// The largest position: the largest number that every reader of JSON takes whole.
inline constexpr std::uint64_t kPositionMax = (std::uint64_t{1} << 53) - 1;

// How long texts may be, in bytes.
using coding::kDefinitionBytesMax, coding::kLabelBytesMax;
inline constexpr std::size_t kQuestionBytesMax = 10'000, kReasonBytesMax = 10'000,
                             kNoteBytesMax = 20'000;

// One command as it was sent. A comment's text is kept apart: it is sealed before the command is
// decided.
struct SentCommand {
  coding::Command command;
  std::string plain_text;
};

// Reads {"type": "...", ...}. `caller` stands in where no coder is named. `pointer` is where the
// object stands in the request.
Result<SentCommand> read_command(const nlohmann::json& object, const std::string& pointer,
                                 const std::string& caller);

// How many things a command lists: themes, coders, questions, segments and units.
std::size_t listed_in(const coding::Command& command);
// What the commands of one request list at most, together: it is decided in one go.
inline constexpr std::size_t kListedMax = 100'000;
Failure lists_too_much(std::string pointer);

// The coder whose coding a command changes; nothing for other commands.
const std::string* coder_of(const coding::Command& command);

// Reads the body of "set the whole coding": {"themes": [...], "finished": true}.
Result<coding::SetCoding> read_coding(const nlohmann::json& object, std::string question,
                                      std::string response, std::string coder);

// Reads the body of "set the whole layer": {"units": [{"begin": 0, "end": 5, "themes": [...]}],
// "finished": true}.
Result<coding::SetLayer> read_layer(const nlohmann::json& object, std::string question,
                                    std::string comment, std::string coder);

// Reads "codings": what becomes of what was said of responses that change.
std::optional<coding::OnResegment> read_on_resegment(ObjectReader& in);

}  // namespace verbatim::api
