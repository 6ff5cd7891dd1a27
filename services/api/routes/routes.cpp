#include "api/routes/routes.hpp"

namespace verbatim::api {

http::Router make_router(App& app) {
  http::Router router;
  add_operations_routes(router, app);
  add_study_routes(router, app);
  add_theme_routes(router, app);
  add_command_routes(router, app);
  add_offline_routes(router, app);
  add_recode_routes(router, app);
  add_presence_routes(router, app);
  add_import_routes(router, app);
  add_round_routes(router, app);
  add_adjudication_routes(router, app);
  add_response_routes(router, app);
  add_coding_routes(router, app);
  add_layer_routes(router, app);
  add_figure_routes(router, app);
  add_agreement_routes(router, app);
  add_diagnosis_routes(router, app);
  add_unitizing_routes(router, app);
  add_reliability_routes(router, app);
  add_evidence_routes(router, app);
  add_diff_routes(router, app);
  add_history_routes(router, app);
  add_event_routes(router, app);
  add_audit_routes(router, app);
  add_subscription_routes(router, app);
  add_memo_routes(router, app);
  add_quote_routes(router, app);
  add_sign_off_routes(router, app);
  add_erasure_routes(router, app);
  add_member_routes(router, app);
  add_undo_routes(router, app);
  add_rebuild_routes(router, app);
  return router;
}

}  // namespace verbatim::api
