package org.moreau.operator;

class L2NormTest extends ProximalOperatorContract {
  @Override
  ProximalOperator operator() {
    return new L2Norm();
  }
}
