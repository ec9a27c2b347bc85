import java.util.Map;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;
import org.moreau.layer.ProximalLayer;
import org.moreau.layer.StepSize;
import org.moreau.model.ModelState;
import org.moreau.operator.L1Norm;
import org.moreau.optim.Adam;

/** A proximal layer in your own network, with a step that is learnt: how much noise to cut away? */
public final class G03_LearnedStep {
  /** Learns a basis in which signals are sparse; the layer between sets small coefficients to 0. */
  static final class Denoiser extends Module {
    final LinearImpl analysis = register_module("analysis", new LinearImpl(16, 16));
    final LinearImpl synthesis = register_module("synthesis", new LinearImpl(16, 16));
    final ProximalLayer sparse =
        register_module("sparse", new ProximalLayer(new L1Norm(), new StepSize.Trainable(0.01)));

    Tensor forward(Tensor x) {
      return synthesis.forward(sparse.forward(analysis.forward(x)));
    }
  }

  public static void main(String[] args) {
    Seeds.torch(1, "parameters and data");
    Denoiser net = new Denoiser();
    Map<String, Tensor> parameters = ModelState.of(net).parameters(); // sparse.log_step among them
    Tensor basis = TensorScope.own(torch.linalg_qr(torch.randn(16, 16)).get0());
    try (Adam adam = new Adam(parameters, Adam.Settings.of(1e-2))) {
      for (int step = 1; step <= 1000; step++) {
        try (TensorScope scope = new TensorScope()) { // frees all that the step creates
          Tensor isPresent = torch.rand(128, 16).lt(new Scalar(0.1)); // 1 in 10 coefficients
          Tensor clean = torch.randn(128, 16).mul(new Scalar(3)).mul(isPresent).mm(basis);
          Tensor noisy = clean.add(torch.randn(128, 16).mul(new Scalar(0.5)));
          adam.zeroGradients();
          Tensor loss = net.forward(noisy).sub(clean).square().mean();
          loss.backward(); // through the proximal map, to its step too
          adam.step();
          if (step % 200 == 0) {
            double cut = net.sparse.step().item_double();
            System.out.printf("step %d: cuts at %.3f, loss %.3f%n", step, cut, loss.item_double());
          }
        }
      }
    }
  }
}
