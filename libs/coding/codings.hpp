#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "coding/events.hpp"
#include "coding/run.hpp"

namespace verbatim::coding {

using MemberIndex = std::uint16_t;
using ThemeIndex = std::uint16_t;

// What one coder has begun to say of one response. There is none for a coder who has neither a
// standing assignment nor finished: that response they have not seen.
struct Coding {
  std::uint64_t coder : 16;
  std::uint64_t finished : 1;
  std::uint64_t changed_at : 47;  // position of the last event that changed it
};
static_assert(sizeof(Coding) == 8, "a million codings are eight megabytes");

struct Assignment {
  MemberIndex coder = 0;
  ThemeIndex theme = 0;
  Revision revision = 0;

  bool operator==(const Assignment&) const = default;
};
static_assert(sizeof(Assignment) == 8, "a million assignments are eight megabytes");

// Everything that was said of one response: codings by coder, assignments by coder and theme, both
// sorted, so that equal content is equal whatever way it came about.
class Codings {
 public:
  Codings() = default;
  // What a snapshot holds: both sorted, and there as long as this is.
  static Codings lent(std::span<const Coding> codings, std::span<const Assignment> assignments);

  std::span<const Coding> codings() const { return codings_.values(); }
  std::span<const Assignment> assignments() const { return assignments_.values(); }
  std::span<const Assignment> assignments_of(MemberIndex coder) const;
  const Coding* find(MemberIndex coder) const;
  const Assignment* find(MemberIndex coder, ThemeIndex theme) const;

  // Each records one event at `position`.
  void assign(MemberIndex coder, ThemeIndex theme, Revision revision, std::uint64_t position);
  void withdraw(MemberIndex coder, ThemeIndex theme, std::uint64_t position);
  void set_finished(MemberIndex coder, bool finished, std::uint64_t position);

  bool operator==(const Codings& other) const;

 private:
  Coding& touch(MemberIndex coder, std::uint64_t position);
  void drop_if_not_begun(MemberIndex coder);

  Run<Coding> codings_;
  Run<Assignment> assignments_;
};

}  // namespace verbatim::coding
