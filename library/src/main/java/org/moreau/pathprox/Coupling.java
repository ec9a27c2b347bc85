package org.moreau.pathprox;

/**
 * Two linear layers with homogeneous units between them: unit k has the input weights w_k, row k of
 * the layer {@code input}, its bias, and the output weights v_k, what the layer {@code output}
 * applies to it. For every c > 0, c w_k and v_k / c make the same function.
 *
 * @param input the dotted name of the layer before the units
 * @param output the dotted name of the layer behind them
 */
public record Coupling(String input, String output) {
  @Override
  public String toString() {
    return input + " -> " + output;
  }
}
