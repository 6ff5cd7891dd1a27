#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "subscriptions/subscription.hpp"

// What stands in the rows of the store: JSON, so that an operator can read them.
namespace verbatim::subscriptions {

std::string row_of(const Subscription& subscription);
std::string row_of(const DeadLetter& letter);  // without its position, which is in the key

// Nothing where the row is none of ours. Names that are not known are skipped.
std::optional<Subscription> subscription_from(std::string_view row);
std::optional<DeadLetter> letter_from(std::string_view row);

}  // namespace verbatim::subscriptions
