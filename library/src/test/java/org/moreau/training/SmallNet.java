package org.moreau.training;

import org.bytedeco.pytorch.BatchNorm1dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.DropoutImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Seeds;

/** Linear, batch normalisation, ReLU, dropout, linear. */
final class SmallNet extends Module {
  private final LinearImpl first;
  private final BatchNorm1dImpl norm;
  private final DropoutImpl dropout;
  private final LinearImpl second;

  SmallNet(int inputs, int hidden, int classes) {
    super(seeded("SmallNet"));
    first = register_module("first", new LinearImpl(inputs, hidden));
    norm = register_module("norm", new BatchNorm1dImpl(new BatchNormOptions(hidden)));
    dropout = register_module("dropout", new DropoutImpl(0.3));
    second = register_module("second", new LinearImpl(hidden, classes));
  }

  Tensor forward(Tensor x) {
    return second.forward(dropout.forward(norm.forward(first.forward(x)).relu()));
  }

  private static String seeded(String name) {
    Seeds.torch(3, "initial parameters");
    return name;
  }
}
