package org.moreau.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.bytedeco.pytorch.Module;
import org.moreau.recurrent.Gru;
import org.moreau.recurrent.Lstm;
import org.moreau.recurrent.ProxGru;
import org.moreau.recurrent.ProxLstm;
import org.moreau.recurrent.SequenceLayer;

/** A recurrent layer as the head of a classifier's file describes it. */
record StoredLayer(JsonNode node, long inputs, long hidden) {

  /** Makes a classifier around a layer of any class. */
  interface Maker<R> {
    <M extends Module & SequenceLayer> R around(M layer);
  }

  /**
   * Describes {@code layer} in {@code node}.
   *
   * @throws IllegalArgumentException if it is of a kind that has no name here
   */
  static void describe(SequenceLayer layer, ObjectNode node) {
    if (layer instanceof Lstm) {
      node.put("kind", "lstm");
    } else if (layer instanceof Gru) {
      node.put("kind", "gru");
    } else if (layer instanceof ProxGru prox) {
      node.put("kind", "prox-gru").put("delta", prox.delta()).put("lambda", prox.lambda());
    } else if (layer instanceof ProxLstm prox) {
      node.put("kind", "prox-lstm")
          .put("delta", prox.delta())
          .put("lambda", prox.lambda())
          .put("output", prox.shown().toString());
    } else {
      throw new IllegalArgumentException(
          "a layer of class " + layer.getClass().getName() + " cannot be stored by name");
    }
  }

  /** What {@code maker} makes of the layer, whose parameters are random. */
  <R> R make(Maker<R> maker) {
    String kind = node.path("kind").asText();
    return switch (kind) {
      case "lstm" -> maker.around(new Lstm(inputs, hidden));
      case "gru" -> maker.around(new Gru(inputs, hidden));
      case "prox-gru" ->
          maker.around(new ProxGru(inputs, hidden, number("delta"), number("lambda")));
      case "prox-lstm" ->
          maker.around(
              new ProxLstm(
                  inputs,
                  hidden,
                  number("delta"),
                  number("lambda"),
                  ProxLstm.Shown.named(node.path("output").asText()),
                  null));
      default -> throw new IllegalArgumentException("the layer kind " + kind + " is unknown");
    };
  }

  private double number(String name) {
    return node.path(name).asDouble(Double.NaN);
  }
}
