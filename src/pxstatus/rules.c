/*
 * rules.c: when is an alert open, and when is it over?
 *
 * A number that hovers at its limit would ring all night: so an alert is over
 * only when the number is a fifth on the good side again.  What is not known,
 * because the source is away, changes nothing.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"

#include "pxstatus/alerts.h"
#include "pxstatus/say.h"

enum verdict {
	UNKNOWN,
	GOOD,
	BETWEEN,
	BAD
};

/* What a rule found. */
struct finding {
	enum verdict verdict;
	double value, limit;
	struct buf text;
};

static void
compare(struct finding *f, double value, double limit, bool above)
{
	f->value = value;
	f->limit = limit;
	if (above ? value > limit : value < limit)
		f->verdict = BAD;
	else if (above ? value > limit * 0.8 : value < limit * 1.2)
		f->verdict = BETWEEN;
	else
		f->verdict = GOOD;
}

static void
rule_failure(struct finding *f, const struct status *s)
{
	switch (s->state) {
	case STATUS_PRECHECK_FAILED:
	case STATUS_INITIALIZE_FAILED:
	case STATUS_FAILED:
		f->verdict = BAD;
		buf_printf(&f->text, "%s", status_names[s->state]);
		if (s->driver.stage[0] != '\0')
			buf_printf(&f->text, " by %s", s->driver.stage);
		buf_puts(&f->text, ": ");
		say_safe(&f->text, s->why);
		break;
	default:
		f->verdict = GOOD;
		buf_puts(&f->text, status_names[s->state]);
	}
}

static void
rule_lag(struct finding *f, const struct status *s)
{
	if (!conf_is_set(s->conf, "alert.lag") || !s->lag_known)
		return;
	compare(f, (double)s->lag / CLOCK_SECOND,
	    (double)conf_number(s->conf, "alert.lag"), true);
	buf_puts(&f->text, "the newest change that arrived is ");
	say_span(&f->text, s->lag);
	buf_puts(&f->text, " old");
}

static void
rule_slack(struct finding *f, const struct status *s)
{
	if (!s->source.reached)
		return;
	if (s->source.purged) {
		f->verdict = BAD;
		f->limit = (double)conf_number(s->conf, "alert.slack");
		buf_puts(&f->text, "the log that is needed next was removed");
		return;
	}
	if (!s->source.slack_known) {
		f->verdict = GOOD;
		return;
	}
	compare(f, (double)s->source.slack / CLOCK_SECOND,
	    (double)conf_number(s->conf, "alert.slack"), false);
	buf_puts(&f->text, "the log that is needed next may be removed in ");
	say_span(&f->text, s->source.slack);
}

static void
rule_partitions(struct finding *f, const struct status *s)
{
	if (s->partitions == 0)
		return;
	compare(f, (double)s->partitions,
	    (double)conf_number(s->conf, "alert.partitions") *
		STATUS_PARTITIONS / 100,
	    true);
	buf_puts(&f->text, "a log table can have up to ");
	say_count(&f->text, s->partitions);
	buf_printf(&f->text, " of %d partitions", STATUS_PARTITIONS);
	if (s->partition_days >= 0)
		buf_printf(&f->text, ", all in %.0f days", s->partition_days);
}

static void
turn(struct alert *x, const struct finding *f, bool open, int64_t now)
{
	bool was = x->kept && x->open;

	if (open != was)
		memset(x->told, 0, sizeof(x->told));
	if (open && !was) {
		x->since = now;
		x->until = 0;
	} else if (!open && was)
		x->until = now;
	x->kept = true;
	x->open = open;
	x->value = f->value;
	x->limit = f->limit;
	snprintf(x->text, sizeof(x->text), "%.*s", (int)f->text.len,
	    f->text.len > 0 ? (const char *)f->text.data : "");
}

/* Nothing is left to tell of one that is over. */
static bool
forget(const struct alerts *a, struct alert *x)
{
	unsigned w;

	if (!x->kept || x->open)
		return false;
	for (w = 0; w < WAYS; w++)
		if (a->way[w] && !x->told[w])
			return false;
	memset(x, 0, sizeof(*x));
	return true;
}

bool
alerts_judge(struct alerts *a, const struct status *s)
{
	static void (*const rules[ALERTS])(
	    struct finding *, const struct status *) = {
		[ALERT_FAILURE] = rule_failure,
		[ALERT_LAG] = rule_lag,
		[ALERT_SLACK] = rule_slack,
		[ALERT_PARTITIONS] = rule_partitions,
	};
	bool changed = false;
	unsigned k;

	for (k = 0; k < ALERTS; k++) {
		struct alert *x = &a->alert[k];
		struct finding f = { 0 };

		rules[k](&f, s);
		if ((f.verdict == BAD && !x->open) ||
		    (f.verdict == GOOD && x->open)) {
			turn(x, &f, f.verdict == BAD, s->now);
			changed = true;
		} else if (f.verdict == BAD)
			turn(x, &f, true, s->now);
		buf_release(&f.text);
		changed |= forget(a, x);
	}
	return changed;
}
