// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.testing;

import dev.secbeat.console.model.RateAnswer;
import dev.secbeat.console.model.RateLine;
import dev.secbeat.console.model.RateLine.Verdict;
import dev.secbeat.console.model.RateQuestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;

/** Answers to charts' questions as a Prometheus would give them: an attack on the third of three regions. */
public final class PastRates {
    private PastRates() {}

    /** Nobody was ever silent. */
    public static RateAnswer steady(RateQuestion question) {
        return answer(question, byReason(question, 1, index -> true), List.of(), index -> true);
    }

    /** The middle tenth is missing, and the last moments before rest on fewer nodes. */
    public static RateAnswer withAGap(RateQuestion question) {
        int count = question.count();
        IntPredicate heard = index -> index < count * 45 / 100 || index >= count * 55 / 100;
        return answer(question, byReason(question, 1, heard), List.of(), heard);
    }

    /** The last third is missing. */
    public static RateAnswer stopped(RateQuestion question) {
        IntPredicate heard = index -> index < question.count() * 2 / 3;
        return answer(question, byReason(question, 1, heard), List.of(), heard);
    }

    /** With what was a day earlier: less of all. */
    public static RateAnswer compared(RateQuestion question) {
        return answer(
                question, byReason(question, 1, index -> true), byReason(question, 0.6, index -> true), index -> true);
    }

    /** By region. */
    public static RateAnswer regions(RateQuestion question) {
        List<RateLine> lines = new ArrayList<>();
        double[] passed = {50_000, 30_000, 20_500};
        double[] dropped = {310, 300, 18_400};
        List<String> names = List.of("us-east", "eu-west", "apac");
        for (int i = 0; i < names.size(); i++) {
            lines.add(line(question, names.get(i), Verdict.PASSED, "", passed[i], 1, index -> true));
            lines.add(line(question, names.get(i), Verdict.DROPPED, "", dropped[i], i == 2 ? 8 : 1, index -> true));
        }
        return answer(question, lines, List.of(), index -> true);
    }

    /** By region, fifty of them. */
    public static RateAnswer fiftyRegions(RateQuestion question) {
        List<RateLine> lines = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String region = "region-" + (10 + i);
            lines.add(line(question, region, Verdict.PASSED, "", 1_000 * (i + 1), 1, index -> true));
            lines.add(line(question, region, Verdict.DROPPED, "", 10 * (i + 1), 1, index -> true));
        }
        return answer(question, lines, List.of(), index -> true);
    }

    /** Prometheus knows nothing of that time. */
    public static RateAnswer nothing(RateQuestion question) {
        return answer(question, List.of(), List.of(), index -> false);
    }

    private static List<RateLine> byReason(RateQuestion question, double factor, IntPredicate heard) {
        return List.of(
                line(question, "", Verdict.PASSED, "clean", 100_000 * factor, 1, heard),
                line(question, "", Verdict.PASSED, "syn_cookie_ack", 900 * factor, 1, heard),
                line(question, "", Verdict.DROPPED, "blocked_exact", 18_000 * factor, 8, heard),
                line(question, "", Verdict.DROPPED, "amplification", 4_100 * factor, 3, heard),
                line(question, "", Verdict.DROPPED, "malformed", 420 * factor, 1, heard),
                line(question, "", Verdict.ANSWERED, "syn_cookie", 2_400 * factor, 2, heard));
    }

    /** {@code attack} times as much in the last third. */
    private static RateLine line(
            RateQuestion question,
            String region,
            Verdict verdict,
            String reason,
            double level,
            double attack,
            IntPredicate heard) {
        Random random = new Random(reason.hashCode() + 31L * region.hashCode());
        double[] values = new double[question.count()];
        for (int i = 0; i < values.length; i++) {
            double wave = 1 + 0.12 * Math.sin(i * 9.0 / values.length) + 0.03 * random.nextGaussian();
            boolean attacked = i > values.length * 2 / 3;
            values[i] = heard.test(i) ? Math.max(0, level / attack * (attacked ? attack : 1) * wave) : Double.NaN;
        }
        return new RateLine(region, verdict, reason, values);
    }

    private static RateAnswer answer(
            RateQuestion question, List<RateLine> lines, List<RateLine> earlier, IntPredicate heard) {
        double[] nodes = new double[question.count()];
        for (int i = 0; i < nodes.length; i++) {
            boolean fewer = i > nodes.length * 40 / 100 && i < nodes.length * 45 / 100;
            nodes[i] = heard.test(i) ? fewer ? 4 : 6 : Double.NaN;
        }
        RateLine resting = new RateLine("", Verdict.PASSED, "", nodes);
        return new RateAnswer(question, question.toMillis(), lines, earlier, resting, "");
    }
}
