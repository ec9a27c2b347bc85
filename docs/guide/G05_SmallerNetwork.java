import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.SafeTensors;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;
import org.moreau.evaluation.ModelSize;
import org.moreau.model.Mlp;
import org.moreau.model.ModelState;
import org.moreau.optim.Sgd;
import org.moreau.pathprox.Couplings;
import org.moreau.pathprox.PathProx;
import org.moreau.pathprox.Pruning;

/** Trains a network with PathProx, takes out the units that became zero, and saves what is left. */
public final class G05_SmallerNetwork {
  public static void main(String[] args) throws java.io.IOException {
    Seeds.torch(1, "parameters and data");
    Mlp net = new Mlp(List.of(10, 200, 1)); // to learn |x_0|; any Network will do
    Tensor example = torch.randn(8, 10);
    Couplings couplings = Couplings.find(net, net::logits, example); // the units between layers
    Sgd sgd = new Sgd(ModelState.of(net).parameters(), Sgd.Settings.of(0.02));
    try (PathProx optimizer = new PathProx(sgd, couplings, PathProx.Settings.of(0.03))) {
      for (int step = 0; step < 1000; step++) {
        try (TensorScope scope = new TensorScope()) {
          optimizer.zeroGradients();
          loss(net, torch.randn(128, 10)).backward();
          optimizer.step();
        }
      }
    }
    System.out.printf("%sloss %.6f%n", couplings, loss(net, example).item_double());
    new Pruning(couplings, 0).apply(); // takes out what is exactly zero
    System.out.printf("%sloss %.6f%n", couplings, loss(net, example).item_double());
    System.out.println(ModelSize.of(net, net::logits, example));
    Path file = Files.createTempFile("smaller", ".safetensors");
    new SafeTensors(ModelState.of(net).all(), Map.of()).write(file);
    System.out.println(file + " has " + Files.size(file) + " bytes");
  }

  static Tensor loss(Mlp net, Tensor x) {
    return net.logits(x).sub(x.select(1, 0).abs().unsqueeze(1)).square().mean();
  }
}
