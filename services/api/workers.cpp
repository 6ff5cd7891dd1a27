#include "api/workers.hpp"

#include <exception>

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <spdlog/spdlog.h>

namespace verbatim::api {

struct Workers::Impl {
  explicit Impl(unsigned threads) : pool(threads) {}
  boost::asio::thread_pool pool;
};

Workers::Workers(unsigned threads) : impl_(std::make_unique<Impl>(threads)) {}
Workers::~Workers() {
  stop();
}

void Workers::post(std::function<void()> work) {
  boost::asio::post(impl_->pool, [work = std::move(work)] {
    try {
      work();
    } catch (const std::exception& error) {
      spdlog::error("a worker's task failed: {}", error.what());
    } catch (...) {
      spdlog::error("a worker's task failed");
    }
  });
}

void Workers::stop() {
  impl_->pool.join();
}

}  // namespace verbatim::api
