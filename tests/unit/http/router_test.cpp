#include "http/router.hpp"

#include <gtest/gtest.h>

namespace verbatim::http {
namespace {

using Texts = std::vector<std::string>;
using Methods = std::vector<Method>;

Router router_of(std::initializer_list<std::pair<Method, const char*>> routes) {
  Router router;
  for (const auto& [method, pattern] : routes) router.add({method, pattern, {}});
  return router;
}

std::string pattern_of(const Router::Match& match) {
  return match.route ? match.route->pattern : "";
}

TEST(Router, PrefersLiteralsAndFallsBackToPlaceholders) {
  const Router router = router_of({{Method::kGet, "/"},
                                   {Method::kGet, "/studies"},
                                   {Method::kGet, "/studies/{study}"},
                                   {Method::kGet, "/studies/export"},
                                   {Method::kGet, "/studies/{study}/counts"},
                                   {Method::kGet, "/studies/export/{format}"},
                                   {Method::kDelete, "/studies/{study}"}});
  const struct {
    Method method;
    std::string_view path;
    std::string pattern;
    Texts params;
  } kCases[] = {
      {Method::kGet, "/", "/", {}},
      {Method::kGet, "/studies", "/studies", {}},
      {Method::kGet, "/studies/iep", "/studies/{study}", {"iep"}},
      {Method::kGet, "/studies/export", "/studies/export", {}},
      {Method::kDelete, "/studies/export", "/studies/{study}", {"export"}},
      {Method::kGet, "/studies/export/csv", "/studies/export/{format}", {"csv"}},
      {Method::kGet, "/studies/iep/counts", "/studies/{study}/counts", {"iep"}},
      {Method::kGet, "/studies/a%2Fb/counts", "/studies/{study}/counts", {"a/b"}},
      {Method::kGet, "/studies/%C3%A4", "/studies/{study}", {"\xc3\xa4"}},
      {Method::kGet, "/studies/a+b", "/studies/{study}", {"a+b"}},
      {Method::kGet, "/%73tudies", "/studies", {}},
      {Method::kHead, "/studies/iep", "/studies/{study}", {"iep"}},
      {Method::kGet, "/studies/", "", {}},
      {Method::kGet, "//studies", "", {}},
      {Method::kGet, "/studies/iep/counts/x", "", {}},
      {Method::kGet, "/Studies", "", {}},
      {Method::kGet, "", "", {}},
      {Method::kGet, "studies", "", {}},
  };
  for (const auto& c : kCases) {
    const auto match = router.match(c.method, c.path);
    EXPECT_EQ(pattern_of(match), c.pattern) << c.path;
    EXPECT_EQ(match.params, c.params) << c.path;
    EXPECT_FALSE(match.malformed) << c.path;
    EXPECT_TRUE(match.allowed.empty()) << c.path;
  }
}

TEST(Router, TakesBackWhatAPlaceholderTookOnAWrongWay) {
  const Router router =
      router_of({{Method::kGet, "/{a}/x/{b}/end"}, {Method::kGet, "/{a}/{b}/c/{d}"}});
  EXPECT_EQ(router.match(Method::kGet, "/1/x/c/4").params, (Texts{"1", "x", "4"}));
}

TEST(Router, SaysWhichMethodsAPathTakes) {
  const Router router = router_of({{Method::kGet, "/a/b"},
                                   {Method::kPut, "/a/{x}"},
                                   {Method::kGet, "/a/{x}"},
                                   {Method::kPost, "/a"}});
  EXPECT_EQ(router.match(Method::kDelete, "/a/b").allowed, (Methods{Method::kGet, Method::kPut}));
  EXPECT_EQ(router.match(Method::kDelete, "/a/c").allowed, (Methods{Method::kPut, Method::kGet}));
  EXPECT_EQ(router.match(Method::kHead, "/a").allowed, Methods{Method::kPost});
  EXPECT_EQ(router.match(Method::kOther, "/a").allowed, Methods{Method::kPost});
  EXPECT_TRUE(router.match(Method::kPut, "/b").allowed.empty());
}

TEST(Router, TellsAMalformedPathFromAnUnknownOne) {
  const Router router = router_of({{Method::kGet, "/a/{x}"}});
  for (const std::string_view path :
       {"/a/%", "/a/%4", "/a/%gg", "/a/%00", "/a/%ff", "/%c3/b", "/a/\xff"}) {
    const auto match = router.match(Method::kGet, path);
    EXPECT_TRUE(match.malformed) << path;
    EXPECT_EQ(match.route, nullptr) << path;
  }
}

TEST(Router, FindsNothingInAPathOfTooManySegments) {
  const Router router = router_of({{Method::kGet, "/a"}});
  std::string path;
  for (int i = 0; i < 10'000; ++i) path += "/a";
  EXPECT_EQ(router.match(Method::kGet, path).route, nullptr);
}

TEST(Router, LeavesNothingOfAnEarlierMatch) {
  const Router router = router_of({{Method::kGet, "/{a}/{b}"}, {Method::kGet, "/{a}"}});
  Router::Match match;
  router.match(Method::kGet, "/1/2", match);
  router.match(Method::kPut, "/1", match);
  router.match(Method::kGet, "/%", match);
  router.match(Method::kGet, "/3", match);
  EXPECT_EQ(match.params, Texts{"3"});
  EXPECT_TRUE(match.allowed.empty());
  EXPECT_FALSE(match.malformed);
  router.match(Method::kGet, "/x/y/z", match);
  EXPECT_EQ(match.route, nullptr);
  EXPECT_TRUE(match.params.empty());
}

TEST(Router, ListsItsRoutesInTheOrderTheyWereAdded) {
  const Router router = router_of({{Method::kPut, "/b"}, {Method::kGet, "/a"}});
  ASSERT_EQ(router.routes().size(), 2U);
  EXPECT_EQ(router.routes()[0].pattern, "/b");
  EXPECT_EQ(router.routes()[1].method, Method::kGet);
}

}  // namespace
}  // namespace verbatim::http
