#include "http/mailbox.hpp"

#include <gtest/gtest.h>

namespace verbatim::http {
namespace {

using Posted = Mailbox::Posted;

TEST(Mailbox, AsksForAWakeUpOnlyWhenItWasEmpty) {
  Mailbox box;
  EXPECT_EQ(box.post({nullptr, StreamWoken{}}), Posted::kFirst);
  for (int i = 1; i < 64; ++i) EXPECT_EQ(box.post({nullptr, Response{}}), Posted::kBehindOthers);
  std::vector<Letter> letters;
  box.take(letters);
  EXPECT_EQ(letters.size(), 64U);
  EXPECT_TRUE(std::holds_alternative<StreamWoken>(letters[0].news));
  EXPECT_TRUE(std::holds_alternative<Response>(letters[63].news));
  EXPECT_EQ(box.post({nullptr, StreamWoken{}}), Posted::kFirst);
}

TEST(Mailbox, HandsOutWhatWasNeverTakenWhenItCloses) {
  Mailbox box;
  box.post({nullptr, Response{}});
  EXPECT_EQ(box.close().size(), 1U);
  EXPECT_TRUE(box.close().empty());
}

TEST(Mailbox, LeavesALetterAsItWasOnceClosed) {
  Mailbox box;
  box.close();
  Response response;
  response.body = "kept";
  Letter letter{nullptr, std::move(response)};
  EXPECT_EQ(box.post(std::move(letter)), Posted::kClosed);
  EXPECT_EQ(std::get<Response>(letter.news).body, "kept");
}

}  // namespace
}  // namespace verbatim::http
