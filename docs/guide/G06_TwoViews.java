import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;
import org.moreau.layer.Network;
import org.moreau.model.Mlp;
import org.moreau.model.ModelState;
import org.moreau.multiview.CcaProximalLayer;
import org.moreau.optim.Adam;

/** Learns a number from two noisy views, with CCA's proximal map between branches and head. */
public final class G06_TwoViews extends Network {
  private final Mlp left = register_module("left", new Mlp(List.of(10, 32, 5)));
  private final Mlp right = register_module("right", new Mlp(List.of(8, 32, 5)));
  private final Mlp head = register_module("head", new Mlp(List.of(5, 1)));
  private final CcaProximalLayer prox = register_module("prox", new CcaProximalLayer(1));

  Tensor loss(Tensor hidden) {
    Tensor x = left.logits(torch.randn(64, 10).add(hidden));
    CcaProximalLayer.Pair codes = prox.forward(x, right.logits(torch.randn(64, 8).sub(hidden)));
    return head.logits(codes.first()).add(head.logits(codes.second())).sub(hidden).square().mean();
  }

  public static void main(String[] args) {
    Seeds.torch(1, "parameters and data");
    G06_TwoViews net = new G06_TwoViews();
    Adam adam = new Adam(ModelState.of(net).parameters(), Adam.Settings.of(0.003));
    for (int step = 0; step <= 200; step++) {
      try (TensorScope scope = new TensorScope()) {
        adam.zeroGradients();
        Tensor loss = net.loss(torch.randn(64, 1));
        loss.backward();
        adam.step();
        System.out.printf("step %d: loss %.4f%n", step, loss.item_double());
      }
    }
  }
}
