#pragma once

#include <type_traits>

#include <boost/pfr/tuple_size.hpp>

#include "coding/study.hpp"

// The one table of the state's fields. What saves a study, what loads it and what tells one layout
// from another walk it, so that they cannot disagree; a field that is not listed does not compile.
namespace verbatim::coding {

// Calls f(name, &T::member) for each field of a part of the state.
template <class T, class F>
constexpr void each_state_field(F&& f) {
  if constexpr (std::is_same_v<T, Thing>) {
    f("kind", &T::kind);
    f("id", &T::id);
    f("question", &T::question);
  } else if constexpr (std::is_same_v<T, TextMark>) {
    f("bytes", &T::bytes);
  } else if constexpr (std::is_same_v<T, Member>) {
    f("role", &T::role);
    f("named_at", &T::named_at);
    f("pseudonymised_at", &T::pseudonymised_at);
    f("name_mark", &T::name_mark);
  } else if constexpr (std::is_same_v<T, Question>) {
    f("text", &T::text);
    f("comment_ids", &T::comment_ids);
    f("response_ids", &T::response_ids);
    f("comments", &T::comments);
    f("responses", &T::responses);
    f("open_round", &T::open_round);
  } else if constexpr (std::is_same_v<T, Group>) {
    f("label", &T::label);
  } else if constexpr (std::is_same_v<T, Respondent>) {
    f("group", &T::group);
    f("erased_by", &T::erased_by);
  } else if constexpr (std::is_same_v<T, Framework>) {
    f("label", &T::label);
    f("revision", &T::revision);
    f("frozen", &T::frozen);
    f("order", &T::order);
  } else if constexpr (std::is_same_v<T, Wording>) {
    f("label", &T::label);
    f("definition", &T::definition);
    f("inclusion", &T::inclusion);
    f("exclusion", &T::exclusion);
    f("examples", &T::examples);
    f("colour", &T::colour);
  } else if constexpr (std::is_same_v<T, Provenance>) {
    f("origin", &T::origin);
    f("question", &T::question);
    f("response", &T::response);
  } else if constexpr (std::is_same_v<T, Theme>) {
    f("wording", &T::wording);
    f("framework", &T::framework);
    f("parent", &T::parent);
    f("questions", &T::questions);
    f("from", &T::from);
    f("status", &T::status);
    f("into", &T::into);
    f("linked", &T::linked);
    f("meanings", &T::meanings);
  } else if constexpr (std::is_same_v<T, Theme::Meaning>) {
    f("since", &T::since);
    f("given_at", &T::given_at);
  } else if constexpr (std::is_same_v<T, Comment>) {
    f("mark", &T::mark);
    f("position", &T::position);
    f("segmented_at", &T::segmented_at);
    f("respondent", &T::respondent);
    f("number", &T::number);
    f("code_points", &T::code_points);
    f("first_response", &T::first_response);
    f("response_count", &T::response_count);
    f("question", &T::question);
  } else if constexpr (std::is_same_v<T, Response>) {
    f("comment", &T::comment);
    f("number", &T::number);
    f("begin", &T::begin);
    f("end", &T::end);
    f("next_in_comment", &T::next_in_comment);
    f("settled", &T::settled);
    f("codings", &T::codings);
  } else if constexpr (std::is_same_v<T, Assignment>) {
    f("coder", &T::coder);
    f("theme", &T::theme);
    f("revision", &T::revision);
  } else if constexpr (std::is_same_v<T, LayerUnit>) {
    f("begin", &T::begin);
    f("end", &T::end);
    f("assignments", &T::assignments);
  } else if constexpr (std::is_same_v<T, Layer>) {
    f("units", &T::units);
    f("finished", &T::finished);
    f("changed_at", &T::changed_at);
  } else if constexpr (std::is_same_v<T, Pool::Mine>) {
    f("allocated", &T::allocated);
    f("finished", &T::finished);
    f("to_do", &T::to_do);
  } else if constexpr (std::is_same_v<T, Pool::Kind>) {
    f("free", &T::free);
    f("barred", &T::barred);
  } else if constexpr (std::is_same_v<T, Pool>) {
    f("coders", &T::coders);
    f("open", &T::open);
    f("responses", &T::responses);
    f("held", &T::held);
    f("free", &T::free);
    f("together", &T::together);
  } else if constexpr (std::is_same_v<T, Task>) {
    f("question", &T::question);
    f("unitizing", &T::unitizing);
    f("coders", &T::coders);
    f("weights", &T::weights);
    f("per_response", &T::per_response);
    f("sample", &T::sample);
    f("places", &T::places);
    f("ever_coded", &T::ever_coded);
    f("pool", &T::pool);
  } else if constexpr (std::is_same_v<T, Round>) {
    f("label", &T::label);
    f("blind", &T::blind);
    f("open", &T::open);
    f("seed", &T::seed);
    f("tasks", &T::tasks);
    f("opened_at", &T::opened_at);
    f("unitizing", &T::unitizing);
    f("closed_at", &T::closed_at);
  } else if constexpr (std::is_same_v<T, Policy>) {
    f("settled_by", &T::settled_by);
    f("suppress_below", &T::suppress_below);
    f("segments_may_overlap", &T::segments_may_overlap);
    f("erased_counts", &T::erased_counts);
  } else if constexpr (std::is_same_v<T, Settlement>) {
    f("themes", &T::themes);
    f("position", &T::position);
  } else if constexpr (std::is_same_v<T, Memo>) {
    f("author", &T::author);
    f("about", &T::about);
    f("audience", &T::audience);
    f("position", &T::position);
    f("mark", &T::mark);
    f("concerns", &T::concerns);
  } else if constexpr (std::is_same_v<T, Quote>) {
    f("response", &T::response);
    f("theme", &T::theme);
    f("position", &T::position);
    f("mark", &T::mark);
    f("why_mark", &T::why_mark);
    f("consent", &T::consent);
  } else if constexpr (std::is_same_v<T, MemberCheck>) {
    f("question", &T::question);
    f("theme", &T::theme);
    f("by", &T::by);
    f("position", &T::position);
    f("mark", &T::mark);
  } else if constexpr (std::is_same_v<T, SignOffRecord>) {
    f("member", &T::member);
    f("at", &T::at);
    f("statement", &T::statement);
    f("position", &T::position);
  } else if constexpr (std::is_same_v<T, Erasure>) {
    f("respondent", &T::respondent);
    f("requested_by", &T::requested_by);
    f("received_on", &T::received_on);
    f("reference", &T::reference);
    f("requested_at", &T::requested_at);
    f("reviewed_at", &T::reviewed_at);
    f("decided_at", &T::decided_at);
    f("executed_at", &T::executed_at);
    f("ground", &T::ground);
    f("granted", &T::granted);
    f("key", &T::key);
    f("comments", &T::comments);
    f("quotes", &T::quotes);
    f("memos", &T::memos);
    f("told", &T::told);
  } else {
    static_assert(std::is_same_v<T, Study>, "every part of the state has its fields here");
    f("id", &T::id);
    f("title", &T::title);
    f("position", &T::position);
    f("members_changed_at", &T::members_changed_at);
    f("member_ids", &T::member_ids);
    f("question_ids", &T::question_ids);
    f("group_ids", &T::group_ids);
    f("respondent_ids", &T::respondent_ids);
    f("framework_ids", &T::framework_ids);
    f("theme_ids", &T::theme_ids);
    f("round_ids", &T::round_ids);
    f("memo_ids", &T::memo_ids);
    f("quote_ids", &T::quote_ids);
    f("check_ids", &T::check_ids);
    f("erasure_ids", &T::erasure_ids);
    f("members", &T::members);
    f("questions", &T::questions);
    f("groups", &T::groups);
    f("respondents", &T::respondents);
    f("frameworks", &T::frameworks);
    f("themes", &T::themes);
    f("counts_as", &T::counts_as);
    f("comments", &T::comments);
    f("responses", &T::responses);
    f("rounds", &T::rounds);
    f("policy", &T::policy);
    f("settlements", &T::settlements);
    f("layers", &T::layers);
    f("memos", &T::memos);
    f("quotes", &T::quotes);
    f("checks", &T::checks);
    f("sign_offs", &T::sign_offs);
    f("erasures", &T::erasures);
  }
}

// Fields that are there and not listed, since they are not part of the state.
template <class T>
inline constexpr std::size_t kFieldsApart = 0;
template <>
inline constexpr std::size_t kFieldsApart<Study> = 1;  // lender

template <class T>
constexpr bool lists_every_field() {
  std::size_t listed = kFieldsApart<T>;
  each_state_field<T>([&](const char*, auto) { ++listed; });
  return listed == boost::pfr::tuple_size_v<T>;
}

}  // namespace verbatim::coding
