#include "http/io_thread.hpp"

#include <future>
#include <stdexcept>

#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

#include "http/engine.hpp"

namespace verbatim::http {
namespace {

TEST(IoThread, GoesOnAfterAnExceptionInItsLoop) {
  Engine engine({}, Router(), {}, {});
  const auto thread = std::make_shared<IoThread>(engine);
  thread->start();
  net::post(thread->context(), [] { throw std::runtime_error("on purpose"); });
  net::post(thread->context(), [] { throw 7; });
  std::promise<void> alive;
  net::post(thread->context(), [&] { alive.set_value(); });
  alive.get_future().wait();
  thread->close_all();
  thread->join();
}

TEST(IoThread, TakesNoLettersOnceItHasEnded) {
  Engine engine({}, Router(), {}, {});
  const auto thread = std::make_shared<IoThread>(engine);
  thread->start();
  thread->close_all();
  thread->join();
  EXPECT_FALSE(thread->deliver({nullptr, StreamWoken{}}));
}

}  // namespace
}  // namespace verbatim::http
