package org.moreau.training;

import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.data.DevelopmentSplit;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;
import org.moreau.layer.ProximalLayer;
import org.moreau.layer.StepSize;
import org.moreau.model.ModelState;
import org.moreau.model.RecurrentMlp;
import org.moreau.operator.L1Norm;
import org.moreau.optim.Adam;
import org.moreau.optim.Optimizer;
import org.moreau.pathprox.Couplings;
import org.moreau.pathprox.PathProx;
import org.moreau.proxprop.ProxProp;
import org.moreau.proxprop.StepMode;
import org.moreau.recurrent.ProxLstm;

/** A small network trained by all four methods on a fifth of Japanese Vowels. */
public final class CombinedCase implements TrainingCase {
  private static final int FILTERS = 8;
  private static final int HIDDEN = 16;

  private final RecurrentMlp model;
  private final Optimizer optimizer;
  private final Task task;

  public CombinedCase() throws Exception {
    Seeds.torch(3, "parameters");
    model =
        new RecurrentMlp(
            VowelsCase.sizes(FILTERS, HIDDEN),
            HIDDEN,
            new ProxLstm(FILTERS, HIDDEN, 1, 1),
            new ProximalLayer(new L1Norm(), new StepSize.Fixed(0.01)));
    new ProxProp(new StepMode.Exact(), 0.5).on(model);
    Map<String, Tensor> parameters = ModelState.of(model).parameters();
    try (TensorScope scope = new TensorScope()) {
      Couplings couplings =
          Couplings.find(model.head(), model.head()::logits, torch.randn(4, HIDDEN));
      optimizer =
          new PathProx(
              new Adam(parameters, Adam.Settings.of(1e-2)), couplings, PathProx.Settings.of(0.5));
    }
    DevelopmentSplit data = VowelsCase.vowels();
    task = new SequenceTask(model, data.train(), data.validation(), 12, 7, new Device("cpu"), null);
  }

  @Override
  public Module model() {
    return model;
  }

  @Override
  public Optimizer optimizer() {
    return optimizer;
  }

  @Override
  public Task task() {
    return task;
  }

  @Override
  public int epochs() {
    return 12;
  }
}
