package io.chatdata.gateway;

import io.chatdata.v1.ChatServiceGrpc;
import io.chatdata.v1.DataServiceGrpc;
import java.util.List;

/** The tools without a model, and the rows of results. */
final class DataRoutes {
  private static final String DATA = "/api/v1/data";
  private static final String CONNECTION = DATA + "/connections/{connection_id}";
  private static final String TABLE = CONNECTION + "/schemas/{schema}/tables/{table}";

  private DataRoutes() {}

  static List<Route> of(Rpcs rpcs) {
    return List.of(
        rpcs.get(DATA + "/connections", DataServiceGrpc.getListConnectionsMethod(), Backend.DATA),
        rpcs.get(CONNECTION + "/schemas", DataServiceGrpc.getListSchemasMethod(), Backend.DATA),
        rpcs.get(CONNECTION + "/tables", DataServiceGrpc.getListTablesMethod(), Backend.DATA),
        rpcs.get(
            CONNECTION + "/schemas/{schema}/tables",
            "listSchemaTables",
            DataServiceGrpc.getListTablesMethod(),
            Backend.DATA),
        rpcs.get(TABLE, DataServiceGrpc.getGetTableInfoMethod(), Backend.DATA),
        rpcs.get(TABLE + "/sample", DataServiceGrpc.getSampleRowsMethod(), Backend.DATA),
        rpcs.get(TABLE + "/profile", DataServiceGrpc.getProfileTableMethod(), Backend.DATA),
        rpcs.get(
            CONNECTION + "/suggestions", DataServiceGrpc.getSuggestQuestionsMethod(), Backend.DATA),
        rpcs.post(CONNECTION + "/query", DataServiceGrpc.getRunQueryMethod(), Backend.DATA),
        rpcs.post(CONNECTION + "/check", DataServiceGrpc.getCheckQueryMethod(), Backend.DATA),
        rpcs.post(DATA + "/charts", DataServiceGrpc.getCreateChartMethod(), Backend.DATA),
        rpcs.get(
            DATA + "/results/{result_id}", ChatServiceGrpc.getGetResultMethod(), Backend.CHAT));
  }
}
