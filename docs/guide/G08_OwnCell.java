import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;
import org.moreau.model.ModelState;
import org.moreau.optim.Adam;
import org.moreau.recurrent.AutogradCell;
import org.moreau.recurrent.ProxRecurrent;

/** A gated cell of your own behind the proximal map: is the first feature larger late? */
public final class G08_OwnCell {
  /** The minimal gated unit: f = σ(z_f + q_f), s = (1 − f) * h' + f * tanh(z_n + q_n), h = c. */
  static final class MinimalGatedUnit extends AutogradCell {
    @Override public int gates() { return 2; }

    @Override public int stateGates() { return 2; }

    @Override public boolean carriesCell() { return false; }

    @Override protected Tensor intermediate(Tensor z, Tensor q, Tensor before) {
      Tensor sum = z.add(q); // W x + b_ih and U h' + b_hh, [batch, 2 hidden]
      Tensor forget = sum.chunk(2, 1).get(0).sigmoid();
      Tensor candidate = sum.chunk(2, 1).get(1).tanh();
      return before.add(forget.mul(candidate.sub(before)));
    }

    @Override protected Tensor hidden(Tensor z, Tensor q, Tensor state) { return state; }
  }

  public static void main(String[] args) {
    Seeds.torch(1, "parameters and data");
    ProxRecurrent layer = new ProxRecurrent(new MinimalGatedUnit(), 3, 8, 0.5, 1);
    try (Adam adam = new Adam(ModelState.of(layer).parameters(), Adam.Settings.of(0.02))) {
      for (int step = 1; step <= 200; step++) {
        try (TensorScope scope = new TensorScope()) {
          Tensor x = torch.randn(8, 32, 3); // [time, batch, input]
          Tensor first = x.select(2, 0); // the first feature, [time, batch]
          Tensor late = first.narrow(0, 4, 4).sum(0).gt(first.narrow(0, 0, 4).sum(0));
          adam.zeroGradients();
          Tensor logits = layer.forward(x).lastHidden().narrow(1, 0, 2);
          Tensor loss = torch.cross_entropy(logits, late.to(ScalarType.Long));
          loss.backward(); // G and all derivatives come from the two formulas
          adam.step();
          if (step % 50 == 0) System.out.printf("step %d: loss %.3f%n", step, loss.item_double());
        }
      }
    }
    System.out.println("solves " + layer.outcome().message());
  }
}
