#include "http/router.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include "http/percent.hpp"

namespace verbatim::http {
namespace {

constexpr std::size_t kSegmentsMax = 32;

// A path cut at its slashes: "/a/b" is {"a", "b"}, "/" is {""}.
struct Segments {
  std::array<std::string_view, kSegmentsMax> text;
  std::size_t size = 0;
};

// False if there are too many to match any pattern. Requires that `path` begins with '/'.
bool split(std::string_view path, Segments& segments) {
  segments.size = 0;
  for (std::size_t begin = 0; begin != path.npos;) {
    if (segments.size == kSegmentsMax) return false;
    const std::size_t end = path.find('/', begin + 1);
    segments.text[segments.size++] = path.substr(begin + 1, end - begin - 1);
    begin = end;
  }
  return true;
}

// Nothing to decode and nothing to refuse, as in nearly every path.
bool is_plain(std::string_view path) {
  return std::all_of(path.begin(), path.end(), [](char c) { return c > '\0' && c != '%'; });
}

// Decodes each segment into `memory`. False if one is malformed.
bool decode(Segments& segments, std::vector<std::string>& memory) {
  memory.resize(segments.size);
  for (std::size_t i = 0; i < segments.size; ++i) {
    if (!percent_decode(segments.text[i], false, memory[i])) return false;
    segments.text[i] = memory[i];
  }
  return true;
}

bool is_placeholder(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

// One place in the tree of patterns: the routes that end here, and what may follow.
struct Node {
  std::vector<std::pair<Method, std::size_t>> routes;  // indexes into Impl::routes
  std::vector<std::pair<std::string, std::unique_ptr<Node>>> literals;
  std::unique_ptr<Node> placeholder;

  Node* literal(std::string_view text) const {
    const auto found = std::find_if(literals.begin(), literals.end(),
                                    [&](const auto& child) { return child.first == text; });
    return found == literals.end() ? nullptr : found->second.get();
  }

  Node& child(std::string_view segment) {
    if (is_placeholder(segment)) {
      if (!placeholder) placeholder = std::make_unique<Node>();
      return *placeholder;
    }
    if (Node* known = literal(segment)) return *known;
    return *literals.emplace_back(segment, std::make_unique<Node>()).second;
  }

  const std::size_t* route_for(Method method) const {
    for (const auto& [known, index] : routes) {
      if (known == method) return &index;
    }
    return method == Method::kHead ? route_for(Method::kGet) : nullptr;
  }
};

// One walk through the tree, depth first, literals before placeholders.
struct Walk {
  const Segments& segments;
  Method method;
  std::vector<Method>& allowed;
  std::array<std::size_t, kSegmentsMax> taken{};  // which segments placeholders took
  std::size_t taken_size = 0;

  const std::size_t* find(const Node& node, std::size_t depth) {
    if (depth == segments.size) return end_at(node);
    const std::string_view segment = segments.text[depth];
    if (const Node* next = node.literal(segment)) {
      if (const std::size_t* found = find(*next, depth + 1)) return found;
    }
    if (!node.placeholder || segment.empty()) return nullptr;
    taken[taken_size++] = depth;
    if (const std::size_t* found = find(*node.placeholder, depth + 1)) return found;
    --taken_size;
    return nullptr;
  }

  const std::size_t* end_at(const Node& node) {
    if (const std::size_t* found = node.route_for(method)) return found;
    for (const auto& known : node.routes) {
      if (std::find(allowed.begin(), allowed.end(), known.first) == allowed.end()) {
        allowed.push_back(known.first);
      }
    }
    return nullptr;
  }
};

}  // namespace

struct Router::Impl {
  std::vector<Route> routes;
  Node root;
};

Router::Router() : impl_(std::make_unique<Impl>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

void Router::add(Route route) {
  Segments segments;
  [[maybe_unused]] const bool fits =
      route.pattern.starts_with('/') && split(route.pattern, segments);
  assert(fits);
  Node* node = &impl_->root;
  for (std::size_t i = 0; i < segments.size; ++i) node = &node->child(segments.text[i]);
  assert(std::none_of(node->routes.begin(), node->routes.end(),
                      [&](const auto& known) { return known.first == route.method; }));
  node->routes.emplace_back(route.method, impl_->routes.size());
  impl_->routes.push_back(std::move(route));
}

Router::Match Router::match(Method method, std::string_view path) const {
  Match found;
  match(method, path, found);
  return found;
}

void Router::match(Method method, std::string_view path, Match& into) const {
  into.route = nullptr;
  into.allowed.clear();
  into.malformed = false;
  Segments segments;
  if (!path.starts_with('/') || !split(path, segments)) return into.params.clear();

  std::vector<std::string> decoded;
  if (!is_plain(path) && !decode(segments, decoded)) {
    into.malformed = true;
    return into.params.clear();
  }

  Walk walk{segments, method, into.allowed};
  const std::size_t* const found = walk.find(impl_->root, 0);
  if (!found) return into.params.clear();
  into.route = &impl_->routes[*found];
  into.allowed.clear();
  into.params.resize(walk.taken_size);
  for (std::size_t i = 0; i < walk.taken_size; ++i) {
    into.params[i].assign(segments.text[walk.taken[i]]);
  }
}

const std::vector<Route>& Router::routes() const {
  return impl_->routes;
}

}  // namespace verbatim::http
