"""The tests that a release is judged by besides the campaign: what takes longest.

`pytest -m release` runs them; a plain `pytest` leaves them out. What each of them shows is shown in
small by another test, or on the whole by benchmarks/campaign.py.
"""

FILES = frozenset({
    'test_kill.py', 'test_mnist.py', 'test_rbm_lab.py', 'test_towers.py', 'test_folder_runs.py',
    'test_layer_probe.py', 'test_rbm.py', 'test_loggers.py', 'test_convnet_runs.py',
    'test_comparing.py', 'test_ensembles.py', 'test_evolution.py', 'test_doctor_examination.py',
    'test_lost_workers.py',
    'test_streamed_runs.py', 'test_bad_photographs.py', 'test_pretraining.py',
    'test_job_processes.py', 'test_wheel.py',
})
TESTS = frozenset({
    'test_a_kill_of_a_run_and_a_run_that_is_not_equal', 'test_memory_stays_flat_over_epochs',
    'test_chain_is_found_as_published', 'test_no_false_alarm_on_young_batch_norm',
    'test_page_of_the_documents', 'test_a_script_does_what_the_command_lines_do',
    'test_healthy_run_that_all_rules_apply_to', 'test_config_runs[sparse_adam]',
    'test_paths_are_those_of_the_lab', 'test_lab_follows_every_optimizer_on_every_surface',
    'test_mnist_by_hand', 'test_exported_model_loads_without_this_project',
    'test_a_process_that_knows_tensorflow_already', 'test_every_lab_that_learns_says_it',
    'test_block_length_may_change_between_the_parts', 'test_block_length_changes_no_bit',
    'test_two_replicas_step_as_one', 'test_variants_of_which_some_decide',
    'test_each_variant_is_the_run_of_its_own_config',
    'test_scenes_give_the_sample_of_the_clean_drawing',
    'test_a_real_run_in_a_process_equals_one_in_a_row',
    'test_towers_on_two_devices_give_the_result_of_one',
    'test_of_three_seeds_two_train_at_the_best_rates_alone[True]',
    'test_tensorflow_comes_up_without_what_it_may_need_and_has_it_when_it_does',
    'test_variants_of_which_some_stop_early', 'test_killed_and_gone_on_with',
    'test_tensorboard_shows_runs_side_by_side',
    'test_digit_drawn_with_a_finger_is_read_and_the_page_stays',
    'test_killed_process_goes_on', 'test_killed_gone_on_with_reported_and_shown_a_picture',
    'test_first_layers_gradient_vanishes_with_sigmoids_and_not_with_relu',
    'test_batch_norm_saves_the_sigmoid_and_he_the_size_of_relus_gradient',
    'test_relu_dies_and_leaky_relu_lives', 'test_healthy_relu_is_as_good_as_leaky_relu',
    # What is killed and goes on with the kinds of state of test_resume.py, or as the campaign does.
    'test_killed_and_resumed_is_never_stopped',
    'test_twin_ends_elsewhere_without_the_state_of_its_masks',
    'test_a_run_killed_in_its_warm_up_after_a_drop_ends_as_if_never_stopped',
    'test_killed_and_gone_on_with_and_asked_when_the_table_is_gone',
    'test_seeds_are_a_comparison_with_a_report_of_each',
    'test_gates_with_a_rate_that_goes_too_far_come_to_their_end',
    'test_a_ticket_is_the_run_of_its_seed',
    # Of what has parameters, those that show no other kind than the ones that stay.
    'test_stopped_and_resumed_is_never_stopped[momentum, steps-stops1-lengths1]',
    'test_activation_is_exported_in_parts_of_keras[selu_drawn-function]',
    'test_exported_models_give_the_logits_of_predict[trained_digits]',
    'test_a_hundred_adam_steps_are_those_of_numpy[xla]',
    'test_eager_graph_and_xla_agree[asgd_averaged]',
    'test_eager_graph_and_xla_agree[momentum_decay]',
    'test_xor_prints_ln_2_to_the_last_digit_whatever_the_start[1]',
    'test_a_finished_run_is_not_replaced_by_one_on_other_pictures[seeds1]',
    'test_run[ends]', 'test_comparison[labs of their own]', 'test_reproduce',
    *(f'test_fault_is_named_by_its_rule[{fault}]' for fault in (
        'one start for all units', 'six sigmoids', 'kernels of N(0, 9)', 'rate 10', 'rate 0.1',
        'rate 1e-7', 'sigmoids of N(0, 9)', 'twenty steps of batch norm', 'hardly any threes',
        'half of the epochs')),
    # What each shows is shown in small beside it.
    'test_a_fork_computes_what_a_process_of_its_own_does',
    'test_a_sweep_by_jobs_compares_with_the_first_value',
    'test_a_convolutional_net_computes_with_what_its_manifest_tells',
    'test_a_set_of_tfds_is_learnt_as_that_of_the_catalog',
    'test_reading_takes_time_in_proportion_to_the_rows',
    'test_passes_over_many_photographs_are_announced',
    'test_xor[local minimum]', 'test_xor[plateau]', 'test_line[0.01-2001-rules_named0]',
})


def is_one(item) -> bool:
    """True of a test that only a release runs."""
    return item.path.name in FILES or not TESTS.isdisjoint((item.name, item.name.partition('[')[0]))
