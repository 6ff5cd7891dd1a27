#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "coding/study.hpp"
#include "studies/studies.hpp"

// From the ids of a request to the numbers of a study, or the problem to answer with.
namespace verbatim::api {

// The study, if it is durable: of others nobody is told. Never null.
Result<std::shared_ptr<studies::LiveStudy>> find_study(const studies::Studies& studies,
                                                       const std::string& id);

Result<coding::QuestionIndex> find_question(const coding::Study& study, std::string_view id);
Result<coding::ResponseIndex> find_response(const coding::Study& study, std::string_view question,
                                            std::string_view id);
Result<coding::CommentIndex> find_comment(const coding::Study& study, std::string_view question,
                                          std::string_view id);
// Also one who was removed: what they said is still there.
Result<coding::MemberIndex> find_member(const coding::Study& study, std::string_view id,
                                        std::string_view field);
Result<coding::ThemeIndex> find_theme(const coding::Study& study, std::string_view id,
                                      std::string_view field);
// An empty id is that of those in no group: kNone16.
Result<coding::GroupIndex> find_group(const coding::Study& study, const std::string& id);
Result<coding::RoundIndex> find_round(const coding::Study& study, std::string_view id);
Result<coding::IdTable::Index> find_erasure(const coding::Study& study, std::string_view id);
// Nothing where none is asked for.
Result<std::optional<coding::FrameworkIndex>> find_framework(const coding::Study& study,
                                                             const std::optional<std::string>& id);

std::optional<std::string> copy_of(std::optional<std::string_view> text);

// An id as it stands in a URL's path.
std::string percent_encoded(std::string_view id);

}  // namespace verbatim::api
