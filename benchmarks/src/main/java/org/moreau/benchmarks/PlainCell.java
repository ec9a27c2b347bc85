package org.moreau.benchmarks;

import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.TensorScope;
import org.moreau.recurrent.SequenceLayer;

/**
 * A recurrent net as one writes it first: a loop over the steps that autograd differentiates. With
 * r = 0 a plain LSTM; else a ProxLSTM that forms G = ∂s/∂x [batch, hidden, input] and solves (I + r
 * G Gᵀ) c = s by a Cholesky factorisation. In float64 it is what errors are measured against.
 */
final class PlainCell extends Module implements SequenceLayer {
  private final long inputSize;
  private final long hiddenSize;
  private final double r;
  private final Tensor weightIh;
  private final Tensor weightHh;
  private final Tensor biasIh;
  private final Tensor biasHh;

  PlainCell(long inputSize, long hiddenSize, double r) {
    super("PlainCell");
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    this.r = r;
    weightIh = parameter("weight_ih_l0", 4 * hiddenSize, inputSize);
    weightHh = parameter("weight_hh_l0", 4 * hiddenSize, hiddenSize);
    biasIh = parameter("bias_ih_l0", 4 * hiddenSize);
    biasHh = parameter("bias_hh_l0", 4 * hiddenSize);
  }

  private Tensor parameter(String name, long... shape) {
    double bound = 1 / Math.sqrt((double) hiddenSize);
    Tensor values = torch.rand(shape).mul_(new Scalar(2 * bound)).sub_(new Scalar(bound));
    register_parameter(name, values);
    return TensorScope.own(values);
  }

  @Override
  public long inputSize() {
    return inputSize;
  }

  @Override
  public long hiddenSize() {
    return hiddenSize;
  }

  @Override
  public Output forward(Tensor x, Tensor h0, Tensor c0) {
    TensorVector inputs = x.unbind(0);
    TensorVector outputs = new TensorVector();
    Tensor weightIhT = weightIh.t();
    Tensor weightHhT = weightHh.t();
    Tensor bias = biasIh.add(biasHh);
    Tensor h = h0;
    Tensor c = c0;
    for (long t = 0; t < inputs.size(); t++) {
      Tensor z = torch.addmm(torch.addmm(bias, inputs.get(t), weightIhT), h, weightHhT);
      Tensor i = gate(z, 0).sigmoid();
      Tensor f = gate(z, 1).sigmoid();
      Tensor g = gate(z, 2).tanh();
      Tensor o = gate(z, 3).sigmoid();
      Tensor s = f.mul(c).add(i.mul(g));
      c = r == 0 ? s : prox(s, i, f, g, c);
      h = o.mul(c.tanh());
      outputs.push_back(h);
    }
    return new Output(torch.stack(outputs, 0), h, c);
  }

  private Tensor prox(Tensor s, Tensor i, Tensor f, Tensor g, Tensor previousC) {
    Scalar one = new Scalar(1.0);
    Tensor jacobian =
        term(i.mul(torch.rsub(i, one)).mul(g), 0)
            .add(term(f.mul(torch.rsub(f, one)).mul(previousC), 1))
            .add(term(i.mul(torch.rsub(g.square(), one)), 2));
    Tensor matrix =
        torch
            .eye(hiddenSize, s.options())
            .add(jacobian.bmm(jacobian.transpose(1, 2)).mul(new Scalar(r)));
    Tensor factor = torch.linalg_cholesky(matrix);
    return torch.cholesky_solve(s.unsqueeze(2), factor, false).squeeze(2);
  }

  /** diag(a) W_k for every row of the batch. */
  private Tensor term(Tensor a, int k) {
    return a.unsqueeze(2).mul(weightIh.narrow(0, k * hiddenSize, hiddenSize).unsqueeze(0));
  }

  private Tensor gate(Tensor z, int k) {
    return z.narrow(1, k * hiddenSize, hiddenSize);
  }
}
