#include "api/workers.hpp"

#include <atomic>
#include <exception>

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <spdlog/spdlog.h>

namespace verbatim::api {

namespace {

void try_to(const std::function<void()>& work) {
  try {
    work();
  } catch (const std::exception& error) {
    spdlog::error("a worker's task failed: {}", error.what());
  } catch (...) {
    spdlog::error("a worker's task failed");
  }
}

}  // namespace

struct Workers::Impl {
  explicit Impl(unsigned threads) : pool(threads), replayer(1) {}
  boost::asio::thread_pool pool, replayer;
  std::atomic<std::size_t> replays = 0;
};

Workers::Workers(unsigned threads) : impl_(std::make_unique<Impl>(threads)) {}
Workers::~Workers() {
  stop();
}

void Workers::post(std::function<void()> work) {
  boost::asio::post(impl_->pool, [work = std::move(work)] { try_to(work); });
}

bool Workers::post_replay(std::function<void()> work) {
  auto& replays = impl_->replays;
  if (replays.fetch_add(1) >= kReplaysMost) {
    --replays;
    return false;
  }
  boost::asio::post(impl_->replayer, [work = std::move(work), &replays] {
    try_to(work);
    --replays;
  });
  return true;
}

void Workers::stop() {
  impl_->pool.join();
  impl_->replayer.join();
}

}  // namespace verbatim::api
