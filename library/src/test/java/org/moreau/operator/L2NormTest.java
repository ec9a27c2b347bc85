package org.moreau.operator;

class L2NormTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new L2Norm();
  }
}
