package io.chatdata.server.grpc;

import io.chatdata.server.llm.ProviderConfig;

/** The providers that people know, each with a model of it. */
enum TestingBrand {
  OPENAI(ProviderConfig.Wire.OPENAI, "openai", "gpt-4.1"),
  XAI(ProviderConfig.Wire.OPENAI, "xai", "grok-4"),
  ANTHROPIC(ProviderConfig.Wire.ANTHROPIC, "anthropic", "claude-haiku-4-5"),
  GOOGLE(ProviderConfig.Wire.GOOGLE, "google", "gemini-2.5-pro");

  final ProviderConfig.Wire wire;
  final String id;
  final String model;

  TestingBrand(ProviderConfig.Wire wire, String id, String model) {
    this.wire = wire;
    this.id = id;
    this.model = model;
  }
}
