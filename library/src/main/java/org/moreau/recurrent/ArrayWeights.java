package org.moreau.recurrent;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.FloatMemory;

/**
 * The parameters as the products of an {@link ArraySlice} want them, and the way back for their
 * gradients. Both weights stand side by side, [rows, input + hidden]; the rows of gates that stay
 * apart are there twice: once for x, once, as the last rows, for h'.
 */
final class ArrayWeights {
  /** What a slice's steps have summed up for both weights, for √r W, and z̄ by row. */
  record Sums(float[] ofInput, float[] ofHidden, float[] ofSolve, float[] bias) {
    private void add(Sums other) {
      Entries.add(ofInput, other.ofInput, ofInput.length);
      Entries.add(ofHidden, other.ofHidden, ofHidden.length);
      Entries.add(ofSolve, other.ofSolve, ofSolve.length);
      Entries.add(bias, other.bias, bias.length);
    }
  }

  final int rows; // of z, and of the products with h' that stand apart
  final int columns;
  final int solveRows;
  private final int input;
  private final int hidden;
  private final ArrayCell.Kind kind;
  private final GateParameters parameters;
  private final float rootR;
  final int gateRows; // of the parameters
  final int sharedRows; // rows of z that hold the product with h' too
  private final float[] joined;
  private final float[] bias;

  ArrayWeights(GateParameters parameters, ArrayCell.Kind kind, double r) {
    this.parameters = parameters;
    this.kind = kind;
    rootR = (float) Math.sqrt(r);
    input = (int) parameters.weightIh().size(1);
    hidden = (int) parameters.weightHh().size(1);
    gateRows = kind.gates() * hidden;
    sharedRows = gateRows - kind.apart() * hidden;
    rows = gateRows + kind.apart() * hidden;
    columns = input + hidden;
    solveRows = kind.stateGates() * hidden;
    joined = new float[rows * columns];
    bias = new float[rows];
    float[] ofInput = values(parameters.weightIh());
    float[] ofHidden = values(parameters.weightHh());
    float[] biasIh = values(parameters.biasIh());
    float[] biasHh = values(parameters.biasHh());
    for (int row = 0; row < gateRows; row++) {
      int right = rowOfHidden(row);
      float scale = scale(row);
      scaled(ofInput, row * input, joined, row * columns, input, scale);
      scaled(ofHidden, row * hidden, joined, right * columns + input, hidden, scale);
      bias[row] += scale * biasIh[row];
      bias[right] += scale * biasHh[row];
    }
  }

  /** The row whose product with h' belongs to row {@code row} of the parameters. */
  private int rowOfHidden(int row) {
    return row < sharedRows ? row : row + gateRows - sharedRows;
  }

  private float scale(int row) {
    return (float) kind.scale(row / hidden);
  }

  private static void scaled(float[] from, int at, float[] to, int start, int count, float scale) {
    for (int i = 0; i < count; i++) {
      to[start + i] = scale * from[at + i];
    }
  }

  /** [rows, columns]. */
  Tensor joined() {
    return tensor(joined, rows, columns);
  }

  /** √r W of the gates that the intermediate state depends on, [solveRows, input]. */
  Tensor ofSolve() {
    float[] values = new float[solveRows * input];
    for (int row = 0; row < solveRows; row++) {
      scaled(joined, row * columns, values, row * input, input, rootR);
    }
    return tensor(values, solveRows, input);
  }

  /** The biases, the same for every example, [rows, batch]. */
  float[] biases(int batch) {
    float[] values = new float[rows * batch];
    for (int row = 0; row < rows; row++) {
      java.util.Arrays.fill(values, row * batch, (row + 1) * batch, bias[row]);
    }
    return values;
  }

  /** The gradients of the parameters, {@code factor} times what all slices have summed up. */
  GateParameters gradients(List<Sums> slices, float factor) {
    Sums all = slices.get(0);
    slices.subList(1, slices.size()).forEach(all::add);
    float[] biasIh = new float[gateRows];
    float[] biasHh = new float[gateRows];
    for (int row = 0; row < gateRows; row++) {
      float scale = factor * scale(row);
      scaled(all.ofInput, row * input, all.ofInput, row * input, input, scale);
      if (row < solveRows) {
        subtractScaled(all.ofInput, row * input, all.ofSolve, input, scale * rootR);
      }
      scaled(all.ofHidden, row * hidden, all.ofHidden, row * hidden, hidden, scale);
      biasIh[row] = scale * all.bias[row];
      biasHh[row] = scale * all.bias[rowOfHidden(row)];
    }
    return new GateParameters(
        tensor(all.ofInput, gateRows, input),
        tensor(all.ofHidden, gateRows, hidden),
        tensor(biasIh, gateRows),
        tensor(biasHh, gateRows));
  }

  private static void subtractScaled(float[] to, int at, float[] values, int count, float scale) {
    for (int i = 0; i < count; i++) {
      to[at + i] -= scale * values[at + i];
    }
  }

  private static float[] values(Tensor parameter) {
    Tensor whole = parameter.contiguous();
    float[] values = new float[(int) whole.numel()];
    FloatMemory.of(whole).get(values);
    return values;
  }

  private Tensor tensor(float[] values, long... shape) {
    Tensor result = parameters.weightIh().new_empty(shape);
    FloatMemory.of(result).put(values);
    return result;
  }
}
