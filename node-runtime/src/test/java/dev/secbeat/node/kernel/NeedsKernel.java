// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** On a class whose tests load programs into the kernel: each is skipped, with the reason, unless privileged. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsKernel.Condition.class)
public @interface NeedsKernel {

    /** Judges each test rather than the class, so that each counts as skipped. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (context.getTestMethod().isEmpty() || Errno.missingCapabilities().isEmpty()) {
                return ConditionEvaluationResult.enabled("may use the kernel");
            }
            return ConditionEvaluationResult.disabled(
                    "needs root: this test loads a program into the kernel, which takes "
                            + Errno.missingCapabilities());
        }
    }
}
