import java.util.Map;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;
import org.moreau.layer.Network;
import org.moreau.model.ModelState;
import org.moreau.optim.Sgd;
import org.moreau.proxprop.ImplicitSteps;
import org.moreau.proxprop.ProxProp;
import org.moreau.proxprop.StepMode;

/** Implicit steps for a network of your own: a learning rate at which gradient descent diverges. */
public final class G04_ImplicitSteps {
  /**
   * A network as in libtorch, but for the class that it extends. What register_module returns is
   * what has to be called: the layer that it was given keeps libtorch's gradient.
   */
  static final class Net extends Network {
    final LinearImpl fc1 = register_module("fc1", new LinearImpl(20, 100));
    final LinearImpl fc2 = register_module("fc2", new LinearImpl(100, 100));
    final LinearImpl fc3 = register_module("fc3", new LinearImpl(100, 2));

    Tensor forward(Tensor x) {
      return fc3.forward(fc2.forward(fc1.forward(x).relu()).relu());
    }
  }

  public static void main(String[] args) {
    Seeds.torch(1, "parameters and data");
    Net net = new Net();
    ImplicitSteps steps = new ProxProp(StepMode.parse("exact"), 1).on(net); // the one line
    Map<String, Tensor> parameters = ModelState.of(net).parameters();
    try (Sgd sgd = new Sgd(parameters, new Sgd.Settings(1, 0.9, true, 0))) {
      for (int step = 1; step <= 100; step++) {
        try (TensorScope scope = new TensorScope()) { // frees all that the step creates
          Tensor x = torch.randn(64, 20);
          Tensor label = x.select(1, 0).mul(x.select(1, 1)).gt(new Scalar(0));
          sgd.zeroGradients();
          Tensor loss = torch.cross_entropy(net.forward(x), label.to(torch.ScalarType.Long));
          loss.backward();
          sgd.step();
          if (step % 20 == 0) {
            System.out.printf("step %d: loss %.3f%n", step, loss.item_double());
          }
        }
      }
    }
    System.out.print(steps); // a line per layer: how its parameters got their direction
  }
}
