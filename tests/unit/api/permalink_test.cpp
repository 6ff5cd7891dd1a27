#include "api/forms/permalink.hpp"

#include <gtest/gtest.h>

namespace verbatim::api {
namespace {

Permalink of(std::string_view target) {
  http::Request request;
  request.target = target;
  return Permalink(request);
}

TEST(APermalink, IsTheSameNowAndAsOfThen) {
  EXPECT_EQ(of("/counts").at(7), "/counts?as_of=7");
  for (const auto* target : {"/counts?basis=any&by=group", "/counts?basis=any&by=group&as_of=7",
                             "/counts?as_of=2026-11-22T12%3A00%3A00Z&basis=any&by=group",
                             "/counts?basis=any&&by=group&"})
    EXPECT_EQ(of(target).at(7), "/counts?basis=any&by=group&as_of=7") << target;
  EXPECT_EQ(of("/s%20t/counts?basis=coder:a%26b").at(7), "/s%20t/counts?basis=coder:a%26b&as_of=7");
}

TEST(APermalink, OfADifferenceIsBetweenPositions) {
  EXPECT_EQ(of("/diff?from=2026-11-22T12%3A00%3A00Z").between(3, 9), "/diff?from=3&to=9");
  EXPECT_EQ(of("/diff?to=12&basis=any&from=1").between(1, 12), "/diff?basis=any&from=1&to=12");
}

TEST(APermalink, LeadsToTheEvidenceWithWhatNamesTheFigure) {
  EXPECT_EQ(of("/counts?basis=any&by=group&sort=label&as_of=3")
                .evidence_at(3, "/{theme}", {"basis", "roll_up"}, "{&group,unit}"),
            "/counts/{theme}/evidence?basis=any&as_of=3{&group,unit}");
}

TEST(APermalink, CanDoWithoutAParameter) {
  EXPECT_EQ(of("/history?after=3&kind=theme").without("after").at(9),
            "/history?kind=theme&as_of=9");
}

}  // namespace
}  // namespace verbatim::api
