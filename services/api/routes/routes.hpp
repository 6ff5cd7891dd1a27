#pragma once

#include "api/app.hpp"
#include "http/router.hpp"

// All routes: one file per resource, each adding its own.
namespace verbatim::api {

http::Router make_router(App& app);

void add_operations_routes(http::Router& router, App& app);
void add_study_routes(http::Router& router, App& app);
void add_theme_routes(http::Router& router, App& app);
void add_command_routes(http::Router& router, App& app);
void add_offline_routes(http::Router& router, App& app);
void add_recode_routes(http::Router& router, App& app);
void add_presence_routes(http::Router& router, App& app);
void add_import_routes(http::Router& router, App& app);
void add_round_routes(http::Router& router, App& app);
void add_adjudication_routes(http::Router& router, App& app);
void add_response_routes(http::Router& router, App& app);
void add_coding_routes(http::Router& router, App& app);
void add_layer_routes(http::Router& router, App& app);
void add_figure_routes(http::Router& router, App& app);
void add_agreement_routes(http::Router& router, App& app);
void add_diagnosis_routes(http::Router& router, App& app);
void add_unitizing_routes(http::Router& router, App& app);
void add_reliability_routes(http::Router& router, App& app);
void add_evidence_routes(http::Router& router, App& app);
void add_diff_routes(http::Router& router, App& app);
void add_history_routes(http::Router& router, App& app);
void add_event_routes(http::Router& router, App& app);
void add_audit_routes(http::Router& router, App& app);
void add_subscription_routes(http::Router& router, App& app);
void add_memo_routes(http::Router& router, App& app);
void add_quote_routes(http::Router& router, App& app);
void add_sign_off_routes(http::Router& router, App& app);
void add_erasure_routes(http::Router& router, App& app);
void add_member_routes(http::Router& router, App& app);
void add_undo_routes(http::Router& router, App& app);
void add_rebuild_routes(http::Router& router, App& app);

}  // namespace verbatim::api
