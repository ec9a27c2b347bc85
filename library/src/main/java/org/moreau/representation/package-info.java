/**
 * Learning from several views of the same examples: the methods that are compared with ProxNet, and
 * one training for all of them. A method is what it trains in which order, and on which loss; what
 * is learnt is a task, and neither knows the other.
 */
@NullMarked
package org.moreau.representation;

import org.jspecify.annotations.NullMarked;
