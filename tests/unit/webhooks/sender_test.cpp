// Webhooks on their way, to a server that is in this file.
#include "webhooks/sender.hpp"

#include <array>
#include <atomic>
#include <future>
#include <thread>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace verbatim::webhooks {
namespace {

using std::chrono::milliseconds;

constexpr auto kPatience = std::chrono::seconds(10);

// Takes connections at 127.0.0.1, and answers each request with 204.
class Receiver {
 public:
  Receiver() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* any = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(socket_, any, size), 0);
    EXPECT_EQ(::listen(socket_, 16), 0);
    EXPECT_EQ(::getsockname(socket_, any, &size), 0);
    port_ = std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this] { run(); });
  }
  ~Receiver() {
    ::shutdown(socket_, SHUT_RDWR);
    thread_.join();
    ::close(socket_);
  }
  const std::string& port() const { return port_; }

 private:
  void run() {
    for (int client = 0; (client = ::accept(socket_, nullptr, nullptr)) >= 0; ::close(client)) {
      std::array<char, 4096> bytes{};
      if (::recv(client, bytes.data(), bytes.size(), 0) <= 0) continue;
      constexpr std::string_view kAnswer = "HTTP/1.1 204 No Content\r\n\r\n";
      if (::send(client, kAnswer.data(), kAnswer.size(), MSG_NOSIGNAL) < 0) continue;
    }
  }

  int socket_;
  std::string port_;
  std::thread thread_;
};

// Names that lead to this machine, and one that is not answered for before the test says so.
class Names {
 public:
  ~Names() { answer_for_stuck(); }
  LookUp look_up() {
    return [this](const std::string& host) -> Result<std::vector<Address>> {
      ++asked;
      if (host.starts_with("stuck")) answered_.wait();
      if (host.starts_with("nowhere"))
        return Failure{Fault::kInvalidValue, "Its name cannot be resolved: nobody knows it."};
      return std::vector<Address>{*address_from("127.0.0.1")};
    };
  }
  void answer_for_stuck() {
    if (!std::exchange(told_, true)) answer_.set_value();
  }
  std::atomic<int> asked = 0;

 private:
  std::promise<void> answer_;
  std::shared_future<void> answered_ = answer_.get_future().share();
  bool told_ = false;
};

class Webhooks : public testing::Test {
 protected:
  std::future<Outcome> send(Sender& sender, const std::string& host) {
    auto told = std::make_shared<std::promise<Outcome>>();
    auto outcome = told->get_future();
    sender.send({{false, host, receiver_.port(), "/hook"}, {}, "{}"},
                [told](Outcome o) { told->set_value(std::move(o)); });
    return outcome;
  }
  static AddressRules here() { return *AddressRules::allowing({"127.0.0.1"}); }
  static bool is_delivered(std::future<Outcome>& outcome) {
    if (outcome.wait_for(kPatience) != std::future_status::ready) return false;
    const auto told = outcome.get();
    EXPECT_EQ(told.failure, "");
    return told.delivered();
  }

  Receiver receiver_;
  Names names_;
};

TEST_F(Webhooks, ReachTheAddressesOfAName) {
  Sender sender(here(), kPatience, names_.look_up());
  auto outcome = send(sender, "good.test");
  EXPECT_TRUE(is_delivered(outcome));
}

TEST_F(Webhooks, ToAnAddressNeedNoLookUp) {
  Sender sender(here(), kPatience, names_.look_up());
  auto outcome = send(sender, "127.0.0.1");
  EXPECT_TRUE(is_delivered(outcome));
  EXPECT_EQ(names_.asked, 0);
}

TEST_F(Webhooks, ToANameThatNobodyAnswersForHoldUpNoOther) {
  Sender sender(here(), kPatience, names_.look_up());
  std::vector<std::future<Outcome>> stuck;
  for (int i = 0; i < 40; ++i)  // many to one name, and a few to others like it
    stuck.push_back(send(sender, i < 36 ? "stuck.test" : "stuck" + std::to_string(i) + ".test"));
  for (int i = 0; i < 10; ++i) {
    auto outcome = send(sender, "good" + std::to_string(i) + ".test");
    EXPECT_TRUE(is_delivered(outcome));
  }
  names_.answer_for_stuck();
  for (auto& outcome : stuck) EXPECT_TRUE(is_delivered(outcome));
  EXPECT_EQ(names_.asked, 5 + 10) << "deliveries to one name share its look-up";
}

TEST_F(Webhooks, EndInTheirOwnTimeWhateverTheirNameDoes) {
  Sender sender(here(), milliseconds(50), names_.look_up());
  auto outcome = send(sender, "stuck.test");
  ASSERT_EQ(outcome.wait_for(kPatience), std::future_status::ready);
  EXPECT_EQ(outcome.get().failure, "There was no answer in time.");
  names_.answer_for_stuck();
}

TEST_F(Webhooks, SayWhyANameLeadsNowhere) {
  Sender sender(here(), kPatience, names_.look_up());
  EXPECT_EQ(send(sender, "nowhere.test").get().failure,
            "Its name cannot be resolved: nobody knows it.");
  Sender public_only(AddressRules(), kPatience, names_.look_up());
  EXPECT_NE(send(public_only, "good.test").get().failure.find("no public address"),
            std::string::npos);
}

TEST_F(Webhooks, AreResolvedAsThisMachineDoes) {
  const auto found = system_look_up()("localhost");
  ASSERT_TRUE(found) << found.error().detail;
  EXPECT_FALSE(found->empty());
  const auto none = system_look_up()("no such name");
  ASSERT_FALSE(none);
  EXPECT_TRUE(none.error().detail.starts_with("Its name cannot be resolved: "));
}

}  // namespace
}  // namespace verbatim::webhooks
