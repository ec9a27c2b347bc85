import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;
import org.moreau.model.ModelState;
import org.moreau.optim.Adam;
import org.moreau.recurrent.ProxLstm;

/** ProxLSTM as a layer of your own network: is the sum of a sequence's first feature positive? */
public final class G01_ProxLstm {
  public static void main(String[] args) {
    Seeds.torch(1, "parameters and data");
    ProxLstm lstm = new ProxLstm(8, 16, 0.5, 1); // inputs, hidden units, delta, lambda
    LinearImpl head = new LinearImpl(16, 2);
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    ModelState.of(lstm).parameters().forEach((name, p) -> parameters.put("lstm." + name, p));
    ModelState.of(head).parameters().forEach((name, p) -> parameters.put("head." + name, p));
    try (Adam adam = new Adam(parameters, Adam.Settings.of(1e-2))) {
      for (int step = 1; step <= 100; step++) {
        try (TensorScope scope = new TensorScope()) { // frees all that the step creates
          Tensor x = torch.randn(12, 64, 8); // [time, batch, input]
          Tensor y = x.sum(0).select(1, 0).gt(new Scalar(0)).to(ScalarType.Long);
          adam.zeroGradients();
          Tensor loss = torch.cross_entropy(head.forward(lstm.forward(x).lastHidden()), y);
          loss.backward(); // exact, through the argmin of every step
          adam.step();
          if (step % 20 == 0) System.out.printf("step %d: loss %.3f%n", step, loss.item_double());
        }
      }
    }
    System.out.println("solves " + lstm.outcome().message());
  }
}
