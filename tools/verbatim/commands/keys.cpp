// verbatim keys: the master key that the respondents' keys are wrapped with.
#include <filesystem>
#include <system_error>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "access/data_folder.hpp"
#include "vault/key_store.hpp"
#include "vault/master_key.hpp"
#include "verbatim/cli.hpp"
#include "verbatim/output/terminal.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

struct KeysPlace {
  std::string data, key_file, new_key_file;

  std::string folder() const { return data + "/keys"; }
  std::string file() const { return key_file.empty() ? folder() + ".master" : key_file; }
};

// Nothing is made in a folder that is no data folder.
bool has_keys(Session& session, const KeysPlace& place) {
  const auto looked = access::existing_data_folder(place.data);
  std::error_code error;
  if (looked && std::filesystem::exists(place.folder(), error)) return true;
  session.fail(Exit::kRefused,
               looked ? Failure{Fault::kForeignStore, place.data + " has no keys.", "--data",
                                "Name the folder that `verbatimd --data` was given."}
                      : looked.error());
  return false;
}

void keys_status(Session& session, const KeysPlace& place) {
  if (!has_keys(session, place)) return;
  const auto keys = vault::KeyStore::open(place.folder(), true, nullptr, place.file());
  if (!keys) return session.fail(Exit::kRefused, keys.error());
  const auto status = (*keys)->status();
  if (!status) return session.fail(Exit::kRefused, status.error());
  if (session.json)
    return session.print_json(
        {{"master", status->master}, {"keys", status->keys}, {"erased", status->erased}});
  session.print(fmt::format(
      "Master key {} in {}\n{} wrapped with it; {} destroyed for good, of respondents "
      "who were erased and members who were pseudonymised.\n",
      status->master, place.file(), counted(status->keys, "key"), counted(status->erased, "key")));
}

// Without a file of its own the new master key takes the place of the old one.
void keys_rotate(Session& session, const KeysPlace& place) {
  if (!has_keys(session, place)) return;
  const bool in_place = place.new_key_file.empty();
  const auto file = in_place ? place.file() + ".new" : place.new_key_file;
  if (!vault::start_sealing())
    return session.fail(Exit::kRefused, {.detail = "there is no source of random bytes"});
  if (!std::filesystem::exists(file)) {
    if (const auto made = vault::make_master_key(file); !made)
      return session.fail(Exit::kRefused, made.error());
  }
  const auto rotated = vault::KeyStore::rotate(place.folder(), place.file(), file);
  if (!rotated) return session.fail(Exit::kRefused, rotated.error());
  if (in_place) {
    std::error_code error;
    std::filesystem::rename(file, place.file(), error);
    if (error)
      return session.fail(Exit::kRefused,
                          {.detail = "cannot rename " + file + ": " + error.message(),
                           .fix = "rename it to " + place.file() + " by hand"});
  }
  const auto now = in_place ? place.file() : file;
  if (session.json) return session.print_json({{"keys", *rotated}, {"key_file", now}});
  session.print(
      fmt::format("Wrapped {} anew; the master key is in {}.\n", counted(*rotated, "key"), now));
  session.note(
      "Back that file up apart from the data folder. Copies of the old master key, and of "
      "key stores wrapped with it, can be destroyed together.");
}

}  // namespace

void add_key_commands(CLI::App& app, Session& session) {
  const auto place = std::make_shared<KeysPlace>();
  auto* keys = app.add_subcommand("keys", "The key store of a data folder: its master key")
                   ->require_subcommand(1);
  const auto on_folder = [&](const char* name, const char* what) {
    auto* command = keys->add_subcommand(name, what);
    command->add_option("--data", place->data, "The data folder")->required();
    command->add_option("--key-file", place->key_file, "The master key; else DATA/keys.master")
        ->envname("VERBATIM_KEY_FILE");
    return command;
  };
  on_folder("status", "Which master key, and how many keys; also while the server runs")
      ->callback([&session, place] { keys_status(session, *place); });
  auto* rotate =
      on_folder("rotate",
                "Wrap every key with a new master key; the server must be stopped. Interrupted, "
                "run it again");
  rotate->add_option("--new-key-file", place->new_key_file,
                     "The new master key, made where it is missing; else it replaces the old one");
  rotate->callback([&session, place] { keys_rotate(session, *place); });
}

}  // namespace verbatim::tool
