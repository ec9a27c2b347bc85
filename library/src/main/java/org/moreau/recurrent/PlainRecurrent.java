package org.moreau.recurrent;

import java.util.List;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.TensorScope;

/** A layer that libtorch computes itself. */
abstract sealed class PlainRecurrent extends Module implements SequenceLayer permits Lstm, Gru {
  private final long inputSize;
  private final long hiddenSize;
  final GateParameters parameters;

  PlainRecurrent(String name, int gates, long inputSize, long hiddenSize) {
    super(name);
    this.inputSize = GateParameters.size("inputSize", inputSize);
    this.hiddenSize = GateParameters.size("hiddenSize", hiddenSize);
    TensorScope.retain(this);
    parameters = GateParameters.register(this, gates, inputSize, hiddenSize);
  }

  @Override
  public final long inputSize() {
    return inputSize;
  }

  @Override
  public final long hiddenSize() {
    return hiddenSize;
  }

  @Override
  public final Output forward(Tensor x, List<Tensor> initial, @Nullable Tensor lengths) {
    SequenceChecks.check(this, x, initial, parameters.weightIh());
    SequenceChecks.lengths(lengths, x);
    return lengths == null ? run(x, initial) : run(x, initial, new Padding(lengths, x.size(0)));
  }

  abstract Output run(Tensor x, List<Tensor> initial);

  abstract Output run(Tensor x, List<Tensor> initial, Padding padding);
}
