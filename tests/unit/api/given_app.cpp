#include "given_app.hpp"

#include <stdexcept>

#include "api/routes/routes.hpp"
#include "http/percent.hpp"

namespace verbatim::api {
namespace {

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().detail);
  return *std::move(result);
}

class Sink final : public http::Reply::Sink {
 public:
  void send(http::Response response) override { promise.set_value(std::move(response)); }
  std::shared_ptr<http::Stream> stream(http::Response) override {
    throw std::logic_error("no test of this kind asks for a stream");
  }
  std::promise<http::Response> promise;
};

}  // namespace

void ToldLog::at_next_end(std::function<void()> what) {
  const std::lock_guard lock(mutex_);
  at_end_ = std::move(what);
}

void ToldLog::at_next_read(std::function<void()> what) {
  const std::lock_guard lock(mutex_);
  at_read_ = std::move(what);
}

Result<void> ToldLog::read(std::string_view study, eventlog::Position after,
                           const Visit& visit) const {
  tell(at_read_);
  return MemoryLog::read(study, after, visit);
}

eventlog::Position ToldLog::last_position(std::string_view study) const {
  tell(at_end_);
  return MemoryLog::last_position(study);
}

void ToldLog::tell(std::function<void()>& what) const {
  std::function<void()> once;
  {
    const std::lock_guard lock(mutex_);
    once.swap(what);
  }
  if (once) once();
}

GivenApp::GivenApp()
    : key_(audit::SigningKey::make("test")),
      tokens_(must(access::TokenStore::open(folder_.path()))),
      vault_(must(vault::Vault::open(folder_ / "keys"))),
      subscriptions_(must(subscriptions::Store::open(folder_ / "subscriptions"))),
      studies_(must(studies::Studies::open(log_))),
      feed_(log_),
      workers_(1),
      deliveries_({*subscriptions_, *studies_, *vault_, metrics_, workers_, "",
                   [](const std::string&, const std::string&) { return true; }},
                  {}),
      app_(new App{*studies_, *vault_, *tokens_, feed_, metrics_, workers_, key_, *subscriptions_,
                   deliveries_}),
      router_(std::make_unique<http::Router>(make_router(*app_))),
      token_(must(tokens_->create("ada", coding::Role::kOwner, std::nullopt))) {
  studies_->on_durable([this](const std::string& study, eventlog::Position position) {
    feed_.advance(study, position);
    deliveries_.advance();
  });
  hand_in({coding::OpenStudy{"s", "Study"}, coding::AddQuestion{"q", "Why?"},
           coding::AddRespondent{"p", ""}})
      .get();
  hand_in({coding::OpenStudy{"other", "Another"}}, "other").get();
}

GivenApp::~GivenApp() {
  feed_.stop();
  deliveries_.stop();
  studies_->stop();
  workers_.stop();
}

GivenApp::Asked::Asked(const GivenApp& given, http::Method method, std::string asked,
                       std::string sent)
    : target(std::move(asked)), body(std::move(sent)), authorization("Bearer " + given.token_) {
  auto match = given.router_->match(method, http::path_of(target));
  if (!http::parse_query(target, request.query)) throw std::logic_error("no query: " + target);
  if (match.route == nullptr) throw std::logic_error("there is no route " + target);
  route = match.route;
  request.method = method;
  request.target = target;
  request.params = std::move(match.params);
  request.headers = {{"Authorization", authorization}};
  request.body = body;
}

Answered GivenApp::call(http::Method method, const std::string& target, const std::string& body,
                        const std::string& if_none_match) {
  Asked asked(*this, method, target, body);
  if (!if_none_match.empty()) asked.request.headers.push_back({"If-None-Match", if_none_match});
  auto sink = std::make_shared<Sink>();
  auto answer = sink->promise.get_future();
  asked.route->handler(asked.request, http::Reply(sink));
  return answer;
}

Answered GivenApp::serve(http::Method method, const std::string& target, const std::string& body) {
  const auto asked = std::make_shared<Asked>(*this, method, target, body);
  if (asked->route->where != http::Where::kWorker) return call(method, target, body);
  auto sink = std::make_shared<Sink>();
  auto answer = sink->promise.get_future();
  asked->route->when_ready(asked->request, [this, asked, sink] {
    workers_.post([asked, sink] { asked->route->handler(asked->request, http::Reply(sink)); });
  });
  return answer;
}

std::future<bool> GivenApp::hand_in(std::vector<coding::Command> commands, std::string study) {
  studies::Request request;
  request.study = std::move(study);
  request.actor = {"ada", coding::Role::kOwner};
  request.commands = std::move(commands);
  auto promise = std::make_shared<std::promise<bool>>();
  studies_->submit(std::move(request), [promise](const Result<studies::Outcome>& outcome) {
    promise->set_value(outcome.has_value());
  });
  return promise->get_future();
}

void GivenApp::begin_coding(const std::vector<std::string>& responses) {
  std::vector<coding::Command> commands = {coding::AddMember{"ada", coding::Role::kOwner},
                                           coding::AddMember{"bo", coding::Role::kCoder},
                                           coding::AddTheme{"t", "themes", "T", "", "", {}}};
  for (const auto& id : responses) commands.push_back(coding::AddComment{"q", id, "p", {}, 5});
  if (!hand_in(std::move(commands)).get())
    throw std::logic_error("what they begin with was refused");
}

void GivenApp::code_blindly() {
  if (!hand_in({coding::OpenRound{"round", "", true, 0, {{"q", {"ada", "bo"}, 0, 0, {}}}, false},
                coding::AssignTheme{"q", "r1", "bo", "t"}})
           .get())
    throw std::logic_error("their round was refused");
}

std::promise<void> GivenApp::keep_writer() {
  std::promise<void> go_on;
  auto begun = std::make_shared<std::promise<void>>();
  studies::Request request;
  request.study = "other";
  request.actor = {"ada", coding::Role::kOwner};
  request.plan = [begun, gate = go_on.get_future().share()](
                     const coding::Study&) -> Result<studies::CommandSource> {
    begun->set_value();
    gate.wait();
    return Failure{Fault::kNotAllowedNow, "It was only to wait."};
  };
  studies_->submit(std::move(request), [](const Result<studies::Outcome>&) {});
  begun->get_future().wait();
  return go_on;
}

std::promise<void> GivenApp::keep_worker() {
  std::promise<void> go_on;
  std::promise<void> begun;
  workers_.post([&begun, gate = go_on.get_future().share()] {
    begun.set_value();
    gate.wait();
  });
  begun.get_future().wait();
  return go_on;
}

bool GivenApp::worker_is_free() {
  std::promise<void> promise;
  const auto done = promise.get_future();
  workers_.post([&] { promise.set_value(); });
  if (done.wait_for(std::chrono::seconds(60)) == std::future_status::ready) return true;
  std::abort();
}

std::string GivenApp::add_hook(eventlog::Position after, std::vector<std::string> types) {
  subscriptions::Subscription hook;
  hook.study = "s";
  hook.name = hook.id = "hook";
  hook.made_by = "ada";
  hook.kind = subscriptions::Kind::kWebhook;
  hook.url = "https://hooks.example/";
  hook.types = std::move(types);
  if (auto added = subscriptions_->add(hook, after); !added)
    throw std::runtime_error(added.error().detail);
  deliveries_.wake(hook.id);
  return hook.id;
}

double GivenApp::metric(const std::string& name) const {
  const auto text = metrics_.text({});
  const auto at = text.find("\n" + name + " ");
  if (at == text.npos) throw std::logic_error("there is no metric " + name);
  return std::stod(text.substr(at + name.size() + 2));
}

}  // namespace verbatim::api
