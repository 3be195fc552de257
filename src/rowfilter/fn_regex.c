/*
 * fn_regex.c: regex_match(text, pattern): PCRE2 finds it somewhere in the
 * text.  The pattern is constant and compiled once.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>

#include "rowfilter/fn.h"
#include "rowfilter/fn_regex.h"

enum {
	STEPS_MAX = 1000000 /* of one match: no pattern may stop the stream */
};

struct regex {
	pcre2_code *code;
	pcre2_match_data *match;
	pcre2_match_context *limits;
};

static void
release(void *p)
{
	struct regex *x = p;

	pcre2_match_data_free(x->match);
	pcre2_match_context_free(x->limits);
	pcre2_code_free(x->code);
}

static void
eval_regex(const struct node *n, struct env *env, struct val *v)
{
	const struct regex *x = n->extra;
	int rc;

	node_eval(n->arg[0], env, v);
	if (v->null)
		return;
	rc = pcre2_match(x->code, (PCRE2_SPTR)(v->p == NULL ? "" : v->p),
	    v->len, 0, 0, x->match, x->limits);
	if (rc >= 0 || rc == PCRE2_ERROR_NOMATCH)
		v->i = rc >= 0;
	else
		node_wrong(n, env, v, "regex_match gives up on this text");
}

struct node *
fn_regex(struct binder *b, const struct expr *e)
{
	struct node *n = bind_node(b, e, eval_regex, VAL_BOOL, 1);
	const struct expr *pattern = e->arg[1];
	struct regex *x = bind_alloc(b, 1, sizeof(*x));
	PCRE2_UCHAR text[120];
	PCRE2_SIZE at;
	int code;

	if (!bind_args(b, e, n))
		return NULL;
	n->arg[0] = bind_to_text(b, n->arg[0]);
	if (n->arg[0]->type != VAL_TEXT && n->arg[0]->type != VAL_NULL)
		return bind_refuse(b, e->arg[0],
		    "regex_match takes a text here, not %s",
		    val_type_name(n->arg[0]->type));
	if (pattern->kind != EXPR_TEXT)
		return bind_refuse(
		    b, pattern, "regex_match takes a constant text here");
	x->code = pcre2_compile((PCRE2_SPTR)pattern->text, pattern->len,
	    PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C, &code, &at, NULL);
	if (x->code == NULL) {
		pcre2_get_error_message(code, text, sizeof(text));
		return bind_refuse(b, pattern,
		    "regular expression, character %zu: %s", at + 1,
		    (const char *)text);
	}
	pcre2_jit_compile(x->code, PCRE2_JIT_COMPLETE); /* may be missing */
	x->match = pcre2_match_data_create_from_pattern(x->code, NULL);
	x->limits = pcre2_match_context_create(NULL);
	if (x->match == NULL || x->limits == NULL ||
	    !bind_undo(b, release, x)) {
		release(x);
		return bind_refuse(b, pattern, "too many regular expressions");
	}
	pcre2_set_match_limit(x->limits, STEPS_MAX);
	n->extra = x;
	return n;
}
