magpie_test_program(slack_receiver LINK magpie_base)
target_sources(slack_receiver PRIVATE support/slack_limits.c)
magpie_cli_test(notify)
magpie_cli_test(pattern)
