@NullMarked
package org.moreau.optim;

import org.jspecify.annotations.NullMarked;
