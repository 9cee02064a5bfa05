// The window's start: one component, mounted once.
import { mount } from 'svelte'
import './styles/base.css'
import App from './App.svelte'

const target = document.getElementById('filo')
if (target) mount(App, { target })
