#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "verbatim/session.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace verbatim::tool {

// The whole command line: parsing it runs the command, which leaves its exit code in `session`.
// `session` must outlive it.
std::unique_ptr<CLI::App> make_cli(Session& session);

// Runs the command that the words behind the program's name ask for, or says what is wrong with
// them; the exit code is in `session`.
void run_cli(Session& session, std::vector<std::string> words);

// For CLI11's check(): what is wrong with a word that should be an id; the server knows the rest.
std::string an_id(const std::string& word);

// --as-of, for what can be asked as of an earlier moment. `as_of` must outlive the command line.
void add_as_of_option(CLI::App& command, std::optional<std::string>& as_of);

// An option that takes a list with commas; blanks around what stands between them are no part of
// it. `list` must outlive the command line.
CLI::Option* add_list_option(CLI::App& command, const std::string& name,
                             std::vector<std::string>& list, const std::string& about);

// One group of commands each.
void add_study_commands(CLI::App& app, Session& session);
void add_setup_commands(CLI::App& app, Session& session);
void add_response_commands(CLI::App& app, Session& session);
void add_coding_commands(CLI::App& app, Session& session);
void add_theme_commands(CLI::App& app, Session& session);
void add_import_command(CLI::App& app, Session& session);
void add_figure_commands(CLI::App& app, Session& session);
void add_round_commands(CLI::App& app, Session& session);
void add_layer_commands(CLI::App& app, Session& session);
void add_bulk_commands(CLI::App& app, Session& session);
void add_evidence_commands(CLI::App& app, Session& session);
void add_events_command(CLI::App& app, Session& session);
void add_undo_command(CLI::App& app, Session& session);
void add_note_commands(CLI::App& app, Session& session);
void add_member_check_commands(CLI::App& app, Session& session);
void add_presence_commands(CLI::App& app, Session& session);
void add_erasure_commands(CLI::App& app, Session& session);
void add_key_commands(CLI::App& app, Session& session);
void add_subscription_commands(CLI::App& app, Session& session);
void add_member_commands(CLI::App& app, Session& session);
void add_token_commands(CLI::App& app, Session& session);
void add_demo_commands(CLI::App& app, Session& session);
void add_rebuild_command(CLI::App& app, Session& session);
void add_audit_commands(CLI::App& app, Session& session);
void add_backup_commands(CLI::App& app, Session& session);
void add_fsck_command(CLI::App& app, Session& session);
void add_replay_command(CLI::App& app, Session& session);
void add_server_commands(CLI::App& app, Session& session);
void add_completion_command(CLI::App& app, Session& session);

}  // namespace verbatim::tool
