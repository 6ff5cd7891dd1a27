#include "coding/codings.hpp"

#include <algorithm>
#include <tuple>

namespace verbatim::coding {
namespace {

constexpr auto by_coder = [](const Coding& coding, MemberIndex coder) {
  return coding.coder < coder;
};
constexpr auto by_key = [](const Assignment& a, const std::pair<MemberIndex, ThemeIndex>& key) {
  return std::pair(a.coder, a.theme) < key;
};

}  // namespace

Codings Codings::lent(std::span<const Coding> codings, std::span<const Assignment> assignments) {
  Codings lent;
  lent.codings_ = Run<Coding>::lent(codings);
  lent.assignments_ = Run<Assignment>::lent(assignments);
  return lent;
}

const Coding* Codings::find(MemberIndex coder) const {
  const auto* at = std::lower_bound(codings_.begin(), codings_.end(), coder, by_coder);
  return at != codings_.end() && at->coder == coder ? &*at : nullptr;
}

const Assignment* Codings::find(MemberIndex coder, ThemeIndex theme) const {
  const auto key = std::pair(coder, theme);
  const auto* at = std::lower_bound(assignments_.begin(), assignments_.end(), key, by_key);
  return at != assignments_.end() && at->coder == coder && at->theme == theme ? &*at : nullptr;
}

std::span<const Assignment> Codings::assignments_of(MemberIndex coder) const {
  const auto [first, last] =
      std::equal_range(assignments_.begin(), assignments_.end(), Assignment{coder, 0, 0},
                       [](const Assignment& a, const Assignment& b) { return a.coder < b.coder; });
  return {first, last};
}

Coding& Codings::touch(MemberIndex coder, std::uint64_t position) {
  const auto* at = std::lower_bound(codings_.begin(), codings_.end(), coder, by_coder);
  const bool begun = at != codings_.end() && at->coder == coder;
  auto& coding = begun ? codings_.change(at) : codings_.insert(at, Coding{coder, 0, 0});
  coding.changed_at = position & ((std::uint64_t{1} << 47) - 1);
  return coding;
}

void Codings::drop_if_not_begun(MemberIndex coder) {
  const auto* at = std::lower_bound(codings_.begin(), codings_.end(), coder, by_coder);
  if (at != codings_.end() && at->coder == coder && !at->finished && assignments_of(coder).empty())
    codings_.erase(at);
}

void Codings::assign(MemberIndex coder, ThemeIndex theme, Revision revision,
                     std::uint64_t position) {
  touch(coder, position);
  const auto key = std::pair(coder, theme);
  const auto* at = std::lower_bound(assignments_.begin(), assignments_.end(), key, by_key);
  if (at != assignments_.end() && at->coder == coder && at->theme == theme)
    assignments_.change(at).revision = revision;
  else
    assignments_.insert(at, Assignment{coder, theme, revision});
}

void Codings::withdraw(MemberIndex coder, ThemeIndex theme, std::uint64_t position) {
  touch(coder, position);
  const auto key = std::pair(coder, theme);
  const auto* at = std::lower_bound(assignments_.begin(), assignments_.end(), key, by_key);
  if (at != assignments_.end() && at->coder == coder && at->theme == theme) assignments_.erase(at);
  drop_if_not_begun(coder);
}

void Codings::set_finished(MemberIndex coder, bool finished, std::uint64_t position) {
  touch(coder, position).finished = finished ? 1 : 0;
  drop_if_not_begun(coder);
}

bool Codings::operator==(const Codings& other) const {
  constexpr auto same = [](const Coding& a, const Coding& b) {
    return a.coder == b.coder && a.finished == b.finished && a.changed_at == b.changed_at;
  };
  return std::equal(codings_.begin(), codings_.end(), other.codings_.begin(), other.codings_.end(),
                    same) &&
         std::equal(assignments_.begin(), assignments_.end(), other.assignments_.begin(),
                    other.assignments_.end());
}

}  // namespace verbatim::coding
